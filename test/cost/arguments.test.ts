import { parseCostRequest } from '../../bin/cost-arguments';
import { InvalidInputError } from '../../lib/errors';

function faultsOf(...argv: readonly string[]): readonly string[] {
  try {
    parseCostRequest(argv);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got, allowed }) => `${property}: ${got}; ${allowed}`);
  }
}

test('nothing at all: the profiles of three zones', () => {
  expect(parseCostRequest([])).toEqual({ paths: [], format: 'text', region: 'us-east-1', zones: 3 });
});

test('every flag', () => {
  expect(parseCostRequest(['a', '--format=json', '--region', 'eu-central-1', 'b'])).toEqual({
    paths: ['a', 'b'],
    format: 'json',
    region: 'eu-central-1',
    zones: 3,
  });
  expect(parseCostRequest(['--zones', '2'])).toMatchObject({ zones: 2 });
});

test.each([
  ['a format that is none', ['--format', 'xml'], /^--format: 'xml'; of text, json$/],
  ['a region that is none', ['--region', 'eu-cental-1'], /^--region: 'eu-cental-1'; .*did you mean 'eu-central-1'/],
  ['one zone', ['--zones', '1'], /^--zones: '1'; a whole number, 2 to 6$/],
  ['seven zones', ['--zones', '7'], /^--zones: '7'; a whole number, 2 to 6$/],
  ['zones that are no number', ['--zones', '2.5'], /^--zones: '2\.5'; /],
  ['zones of templates', ['a', '--zones', '2'], /^--zones: it beside templates; /],
  ['two regions', ['--region', 'us-east-1', '--region', 'us-east-2'], /^--region: several values; one$/],
  ['a flag that is not known', ['--zone', '2'], /^--zone: an argument that is not known; did you mean --zones\?/],
])('refuses %s', (_, argv, says) => expect(faultsOf(...argv)).toEqual([expect.stringMatching(says)]));

test('tells of everything at once', () => {
  expect(faultsOf('--format', 'x', '--region', 'y', '--zones', 'z', '--nothing=1')).toHaveLength(4);
});
