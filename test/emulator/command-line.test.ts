import { assertKnown, assertNoneTakenByNpm, commandOf, parsePort, separateStacks } from '../../emulator/command-line';
import { InvalidInputError } from '../../lib';

const NPM = { npm_lifecycle_event: 'local' };

function faults(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
  throw new Error('it is valid');
}

describe('the command line of strongroom local', () => {
  test('every word after --stacks up to the next flag is a pattern', () => {
    const { flags, patterns } = separateStacks(['--keep', '--stacks', 'dev/*', 'a,b', '--port', '80', '--stacks=c']);
    expect({ flags, patterns }).toEqual({ flags: ['--keep', '--port', '80'], patterns: ['dev/*', 'a', 'b', 'c'] });
    expect(faults(() => separateStacks(['--stacks']))).toEqual([
      { property: '--stacks', got: 'nothing', allowed: "patterns of stacks, such as 'dev/*'" },
    ]);
  });

  test.each([
    ['--kep', 'did you mean --keep? allowed: --keep, --port, --app, --stacks, --verbose, --help'],
    ['--prot=80', 'did you mean --port? allowed: '],
    ['-keep', 'did you mean --keep? allowed: '],
    ['--stack', 'did you mean --stacks? allowed: '],
    ['--profile', 'allowed: '],
    ['-x', 'allowed: '],
    ['keep', 'allowed: '],
  ])('%s is not known', (argument, allowed) => {
    expect(faults(() => assertKnown([argument]))).toEqual([
      expect.objectContaining({
        property: argument.split('=')[0],
        allowed: expect.stringMatching(new RegExp(`^${allowed.replace('?', '\\?')}`)),
      }),
    ]);
  });

  test('all faults are told at once', () => {
    expect(faults(() => assertKnown(['--kep', '--app', '--verbos'])).map(({ property }) => property)).toEqual([
      '--kep',
      '--app',
      '--verbos',
    ]);
    expect(() => assertKnown(['--keep', '--port', '80', '--app=a b', '--verbose'])).not.toThrow();
  });

  test.each(['0', '99999', '8o', '', '-1'])("'%s' is no port, and no port says the same", (text) => {
    const allowed = 'a port from 1 to 65535, or none for any free one';
    expect(faults(() => parsePort(text))).toEqual([{ property: '--port', got: `'${text}'`, allowed }]);
    expect(faults(() => assertKnown(['--port']))).toEqual([{ property: '--port', got: 'no value', allowed }]);
  });

  test('a port is a number, and none is any', () => {
    expect([parsePort('4566'), parsePort(undefined)]).toEqual([4566, undefined]);
  });

  test.each([
    [{ npm_config_keep: 'true' }, [], 'npm run local -- --keep'],
    [{ npm_config_port: 'true', npm_config_keep: 'true' }, ['3000'], 'npm run local -- --keep --port 3000'],
    [{ npm_config_stacks: 'dev/Keys' }, ['--verbose'], 'npm run local -- --stacks=dev/Keys --verbose'],
  ])('flags that npm took are refused with the command that was meant: %j', (taken, argv, meant) => {
    expect(faults(() => assertNoneTakenByNpm(argv, { ...NPM, ...taken }))).toEqual([
      expect.objectContaining({ got: 'a flag that npm took for its own', allowed: `write \`${meant}\`` }),
    ]);
  });

  test('what npm took for another script, or did not take, is nobody’s fault', () => {
    expect(() => assertNoneTakenByNpm([], { npm_config_keep: 'true', npm_lifecycle_event: 'test' })).not.toThrow();
    expect(() => assertNoneTakenByNpm([], { ...NPM, npm_config_keep: '', npm_config_loglevel: 'verbose' })).not.toThrow();
  });

  test('the command is named as the user wrote it', () => {
    expect([commandOf(NPM), commandOf({})]).toEqual(['npm run local --', 'strongroom local']);
  });
});
