import { join } from 'node:path';
import { parseRequest } from '../../../bin/check-arguments';
import { Framework } from '../../../lib/compliance/citation';
import { InvalidInputError } from '../../../lib/errors';
import { folderWith } from './folder';

function faultsOf(...argv: readonly string[]): readonly string[] {
  try {
    parseRequest(argv);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got, allowed }) => `${property}: ${got}; ${allowed}`);
  }
}

test('paths, and nothing else', () => {
  expect(parseRequest(['a', 'b.yaml', '--', '--c'])).toEqual({
    paths: ['a', 'b.yaml', '--c'],
    format: 'text',
    options: { parameters: {}, environment: { account: undefined, region: undefined } },
  });
});

test('every flag, before and after the paths, with a space or an equals sign', () => {
  const folder = folderWith({ 'base.json': '{"schema": "strongroom-check/1", "findings": []}' });
  const request = parseRequest([
    '--framework=gdpr,pipl',
    'a',
    '--framework',
    'mlps3',
    '--format',
    'sarif',
    `--out=${join(folder, 'out.sarif')}`,
    '--baseline',
    join(folder, 'base.json'),
    '--region',
    'cn-north-1',
    '--account=111122223333',
    '--parameter',
    'Name=a=b',
    '--parameter=Other=',
    '--existing',
    "the platform team's baseline",
    'b',
  ]);
  expect(request).toMatchObject({
    paths: ['a', 'b'],
    format: 'sarif',
    out: join(folder, 'out.sarif'),
    options: {
      frameworks: [Framework.GDPR, Framework.PIPL, Framework.MLPS3],
      environment: { account: '111122223333', region: 'cn-north-1' },
      parameters: { Name: 'a=b', Other: '' },
      existing: { providedBy: "the platform team's baseline" },
    },
  });
});

test.each([
  ['no path', [], /^PATH: got nothing|^PATH: nothing; at least one/],
  [
    'a misspelt flag',
    ['a', '--formt', 'json'],
    /^--formt: an argument that is not known; did you mean --format\? allowed: --framework, /,
  ],
  ['a short flag', ['a', '-f'], /^-f: an argument that is not known; /],
  ['a clock', ['a', '--today', '2020-01-01'], /^--today: an argument that is not known; /],
  ['a flag of the name of what every object has', ['a', '--constructor=x'], /^--constructor: an argument that is not known; /],
  ['a flag without a value', ['a', '--out'], /^--out: no value; /],
  ['a flag before another', ['a', '--out', '--format', 'json'], /^--out: no value; /],
  ['an empty value', ['a', '--existing='], /^--existing: no value; /],
  ['a framework that is none', ['a', '--framework', 'gdrp'], /^--framework: 'gdrp'; of gdpr, pipl, iso27001, nist80053, mlps3$/],
  [
    'a framework of constructs',
    ['a', '--framework', 'gdpr,hipaa'],
    /^--framework: 'hipaa'; of gdpr, .*; 'hipaa' judges constructs, so that only the gate/,
  ],
  ['a format that is none', ['a', '--format', 'xml'], /^--format: 'xml'; of text, json, sarif, junit$/],
  ['two formats', ['a', '--format', 'json', '--format', 'text'], /^--format: several values; one$/],
  [
    'a folder that does not exist',
    ['a', '--out', '/nowhere/report.json'],
    /^--out: '\/nowhere\/report\.json'; a file in a folder that exists$/,
  ],
  ['a folder as the report', ['a', '--out', '/tmp'], /^--out: '\/tmp'; /],
  ['a region that is none', ['a', '--region', 'eu-cental-1'], /^--region: 'eu-cental-1'; .*did you mean 'eu-central-1'/],
  ['an account that is none', ['a', '--account', '1111'], /^--account: '1111'; an account's id: twelve digits$/],
  ['a parameter without a value', ['a', '--parameter', 'Name'], /^--parameter: 'Name'; Name=Value$/],
  ['a parameter twice', ['a', '--parameter', 'A=1', '--parameter', 'A=2'], /^--parameter: A a second time; each parameter once$/],
  [
    'a baseline that is not there',
    ['a', '--baseline', '/nowhere.json'],
    /^--baseline: nothing from '\/nowhere\.json' \(no such file or directory\); /,
  ],
])('refuses %s', (_, argv, says) => expect(faultsOf(...argv)).toEqual([expect.stringMatching(says)]));

test('tells of everything at once', () => {
  expect(faultsOf('--fromat', 'json', 'a', '--region', 'x', '--account', 'y', '--framework', 'z')).toHaveLength(4);
});
