import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import { InvalidInputError } from '../../../lib/errors';
import { folderWith, TOPIC } from './folder';

/** The names of what is read, relative to the folder, and how many files were passed over. */
function read(folder: string, ...paths: readonly string[]): { names: readonly string[]; skipped: number } {
  const { inputs, skipped } = readPaths(paths.map((path) => join(folder, path)));
  return { names: inputs.map(({ name }) => name.replaceAll(`${folder}/`, '')), skipped };
}

function faultsOf(folder: string, ...paths: readonly string[]): readonly string[] {
  try {
    read(folder, ...paths);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got }) => `${property.replaceAll(`${folder}/`, '')}: ${got}`);
  }
}

describe('a folder', () => {
  test('gives the templates in it, however deep, sorted, and passes over all else', () => {
    const folder = folderWith({
      'b/c/topic.yml': TOPIC,
      'a.yaml': TOPIC,
      'b/d.template': TOPIC,
      'b/e.json': '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}',
      'package.json': '{}',
      'values.yaml': 'a: {{ b }}\n',
      'topic.txt': TOPIC,
      'node_modules/x/y.yaml': TOPIC,
      'b/node_modules/y.yaml': TOPIC,
      '.git/z.yaml': TOPIC,
    });
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(folder, join(folder, 'elsewhere', 'round'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.yaml'));
    expect(read(folder, '')).toEqual({ names: ['a.yaml', 'b/c/topic.yml', 'b/d.template', 'b/e.json'], skipped: 2 });
  });

  test('and a file of it are read once', () => {
    const folder = folderWith({ 'a.yaml': TOPIC, 'b.yaml': TOPIC });
    expect(read(folder, 'b.yaml', '', 'a.yaml').names).toEqual(['b.yaml', 'a.yaml']);
  });

  test('a web page has a manifest, too', () => {
    const folder = folderWith({ 'manifest.json': '{"name": "page"}', 'a.yaml': TOPIC });
    expect(read(folder, '')).toEqual({ names: ['a.yaml'], skipped: 1 });
  });
});

describe('what would hide a template', () => {
  test.each([
    ['without artifacts', '{"version": "48.0.0", "artifacts": {}}'],
    ['without stacks', '{"version": "48.0.0", "artifacts": {"Tree": {"type": "cdk:tree"}}}'],
  ])('a manifest %s beside it does not', (_, manifest) => {
    const folder = folderWith({ 'manifest.json': manifest, 'a.yaml': TOPIC });
    expect(read(folder, '')).toEqual({ names: ['a.yaml'], skipped: 1 });
  });

  test('a letter of another encoding does not, where it says that it is one', () => {
    const folder = folderWith({ 'b.yaml': TOPIC });
    writeFileSync(join(folder, 'a.yaml'), Buffer.concat([Buffer.from('# Caf'), Buffer.from([0xe9]), Buffer.from(`\n${TOPIC}`)]));
    expect(faultsOf(folder, '')).toEqual(['a.yaml: bytes that are no UTF-8']);
  });
});

test('a file that is named may have any ending, or none', () => {
  expect(read(folderWith({ stack: TOPIC, 'a.txt': TOPIC }), 'stack', 'a.txt').names).toEqual(['stack', 'a.txt']);
});

test('names everything that cannot be read, at once', () => {
  const folder = folderWith({
    'a.yaml': 'Resources: [\n',
    'b.json': '{"Resources": 1}',
    'c.yaml': TOPIC,
    'd/e.yaml': '- Resources: 1',
  });
  expect(faultsOf(folder, 'nowhere', 'a.yaml', 'b.json', 'c.yaml', 'd/e.yaml')).toEqual([
    'nowhere: nothing (no such file or directory)',
    expect.stringMatching(/^a\.yaml:\d:\d: text that is no YAML/),
    'b.json:1:2: a number as Resources',
    'd/e.yaml:1:1: a list at the top',
  ]);
});

test('a file that is far too large is not read: bad input where it is named, passed over in a folder', () => {
  const folder = folderWith({ 'a.yaml': TOPIC, 'b.yaml': 'Resources:\n#' });
  truncateSync(join(folder, 'b.yaml'), 17 * 1_048_576);
  expect(faultsOf(folder, 'b.yaml')).toEqual(['b.yaml: 17,825,792 bytes']);
  expect(read(folder, '')).toEqual({ names: ['a.yaml'], skipped: 1 });
});

test('a manifest that is broken is bad input in a cdk.out, and one file among others elsewhere', () => {
  const folder = folderWith({ 'cdk.out/manifest.json': '{', 'page/manifest.json': '{', 'page/a.yaml': TOPIC });
  expect(faultsOf(folder, 'cdk.out')).toEqual(['cdk.out/manifest.json:1:2: text that is no JSON']);
  expect(read(folder, 'page')).toEqual({ names: ['page/a.yaml'], skipped: 1 });
});

test('no template at all is bad input', () => {
  const folder = folderWith({ 'a/package.json': '{}', 'b/readme.md': '' });
  expect(faultsOf(folder, 'a')).toEqual([expect.stringContaining('a: no template, but 1 file that is none')]);
  expect(faultsOf(folder, 'b')).toEqual([expect.stringContaining('b: no template')]);
});

describe('nested stacks of files', () => {
  const stack = (url: string) => `{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } }`;
  const nesting = (folder: string, ...paths: readonly string[]) =>
    readPaths(paths.map((path) => join(folder, path))).inputs.map(({ name, nestedIn }) => {
      const short = name.replaceAll(`${folder}/`, '');
      return nestedIn === undefined
        ? short
        : `${short} <- ${nestedIn.template.replaceAll(`${folder}/`, '')}/${nestedIn.logicalId}`;
    });

  test('stand in the stack that deploys them, from its folder', () => {
    const folder = folderWith({
      'main.yaml': `Resources:\n  A: ${stack('./parts/a.yaml')}\n  B: ${stack('https://example.com/b.yaml')}\n`,
      'parts/a.yaml': `Resources:\n  C: ${stack('../c.json')}\n`,
      'c.json': '{"Resources": {}}',
    });
    expect(nesting(folder, 'parts/a.yaml', 'c.json', 'main.yaml')).toEqual([
      'main.yaml',
      'parts/a.yaml <- main.yaml/A',
      'c.json <- parts/a.yaml/C',
    ]);
    expect(nesting(folder, 'main.yaml')).toEqual(['main.yaml']);
  });

  test('one file that two deploy is a template for each', () => {
    const folder = folderWith({
      'main.yaml': `Resources:\n  A: ${stack('t.yaml')}\n  B: ${stack('./t.yaml')}\n`,
      't.yaml': TOPIC,
    });
    expect(nesting(folder, '')).toEqual([
      'main.yaml',
      't.yaml (in main.yaml/A) <- main.yaml/A',
      't.yaml (in main.yaml/B) <- main.yaml/B',
    ]);
  });

  test('what stands in a file that is deployed twice is a template for each, too', () => {
    const folder = folderWith({
      'main.yaml': `Resources:\n  A: ${stack('./p.yaml')}\n  B: ${stack('./p.yaml')}\n`,
      'p.yaml': `Resources:\n  Q: ${stack('./q.yaml')}\n`,
      'q.yaml': TOPIC,
    });
    const { names } = read(folder, '');
    expect(names.filter((name) => name.startsWith('q.yaml'))).toHaveLength(2);
    expect(new Set(names).size).toBe(5);
  });

  test('an address is no file, though there is one of its name', () => {
    const folder = folderWith({
      'main.yaml': `Resources:\n  A: ${stack('https://example.com/a.yaml')}\n`,
      'https:/example.com/a.yaml': TOPIC,
    });
    expect(readPaths([folder]).inputs.map(({ nestedIn }) => nestedIn)).toEqual([undefined, undefined]);
  });

  test('circles end, and files that deploy each other without end are refused', () => {
    const circle = folderWith({
      'a.yaml': `Resources:\n  B: ${stack('b.yaml')}\n`,
      'b.yaml': `Resources:\n  A: ${stack('a.yaml')}\n`,
    });
    expect(nesting(circle, '')).toEqual(['a.yaml', expect.stringContaining('b.yaml')]);
    const twice = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `${i}.yaml`,
        `Resources:\n  A: ${stack(`${i + 1}.yaml`)}\n  B: ${stack(`${i + 1}.yaml`)}\n`,
      ]),
    );
    expect(faultsOf(folderWith({ ...twice, '20.yaml': TOPIC }), '')).toEqual(['0.yaml: more than 2000 nested stacks']);
  });
});
