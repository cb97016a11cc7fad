import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../../emulator/project';
import { InvalidInputError } from '../../lib';

describe('the CDK project of a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-project-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  const faults = (app?: string) => {
    try {
      readProject(folder, app);
    } catch (error) {
      if (error instanceof InvalidInputError) return error.faults;
      throw error;
    }
    throw new Error('it is valid');
  };

  test('has the command of cdk.json', () => {
    write('cdk.json', '{"app": "node app.js"}');
    write('cdk.context.json', '{}');
    expect(readProject(folder)).toEqual({ folder, app: 'node app.js' });
  });

  test('has the command that is given, with or without a cdk.json', () => {
    expect(readProject(folder, 'node other.js').app).toBe('node other.js');
    write('cdk.json', '{"app": "node app.js"}');
    expect(readProject(folder, 'node other.js').app).toBe('node other.js');
  });

  test('a byte order mark is no fault', () => {
    write('cdk.json', '\uFEFF{"app": "node app.js"}');
    expect(readProject(folder).app).toBe('node app.js');
  });

  test('all corrupt files are told at once, each with the place and the cure', () => {
    write('cdk.json', '{"app": }');
    write('cdk.context.json', '{\n"a": 1\n"b": 2}');
    expect(faults()).toEqual([
      { property: 'cdk.json:1:9', got: 'text that is not JSON', allowed: expect.stringContaining('mend it there') },
      { property: 'cdk.context.json:3:1', got: 'text that is not JSON', allowed: expect.stringContaining('delete the file') },
    ]);
  });

  test.each([
    ['an empty file', '', 'cdk.context.json:1:1', 'an empty file'],
    ['a list', '[1]', 'cdk.context.json', '[1]'],
  ])('%s is no context', (_, text, property, got) => {
    write('cdk.json', '{"app": "node app.js"}');
    write('cdk.context.json', text);
    expect(faults()).toEqual([expect.objectContaining({ property, got })]);
  });

  test('without a command: says how to give one', () => {
    expect(faults()).toEqual([expect.objectContaining({ property: 'cdk.json: app', got: 'no cdk.json' })]);
    write('cdk.json', '{}');
    expect(faults()).toEqual([expect.objectContaining({ property: 'cdk.json: app', got: 'nothing' })]);
  });

  test('a profile is refused: it names real credentials', () => {
    write('cdk.json', '{"app": "node app.js", "profile": "production"}');
    expect(faults()).toEqual([expect.objectContaining({ property: 'cdk.json: profile', got: '"production"' })]);
  });
});
