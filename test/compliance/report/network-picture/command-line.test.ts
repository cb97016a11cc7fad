import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseNetworkRequest } from '../../../../bin/network-arguments';
import { folderWith } from '../../check/folder';
import { subnet, VPC } from './networks';

const ROOT = join(__dirname, '..', '..', '..', '..');
const LOADER = join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs');
const TEMPLATE = JSON.stringify({ Resources: { ...VPC, ...subnet('Store', { cidr: '10.0.0.0/24', tier: 'data' }) } });

function run(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', LOADER, join(ROOT, 'bin', 'cli.ts'), 'network', ...args],
    {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  return { exitCode: status, stdout, stderr };
}

test('draws a template here, and says what is proven', () => {
  const folder = folderWith({ 'net.json': TEMPLATE });
  expect(run(folder, 'net.json')).toEqual({ exitCode: 0, stdout: 'network.svg: 1 subnet; claims: 2 proven\n', stderr: '' });
  expect(readFileSync(join(folder, 'network.svg'), 'utf8')).toMatch(/^<\?xml /);
});

test('draws each environment of an assembly into a folder of its own, below one that is made', () => {
  const stage = (name: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName: name, displayName: name } });
  const stack = JSON.stringify({
    artifacts: { s: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } } },
  });
  const folder = folderWith({
    'cdk.out/manifest.json': JSON.stringify({ artifacts: { dev: stage('dev'), prod: stage('prod'), other: stage('other') } }),
    ...Object.fromEntries(['dev', 'prod', 'other'].map((name) => [`cdk.out/${name}/manifest.json`, stack])),
    'cdk.out/dev/t.json': TEMPLATE,
    'cdk.out/prod/t.json': TEMPLATE,
    'cdk.out/other/t.json': '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}',
  });
  expect(run(folder, 'cdk.out', '--out', 'deep/pictures')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(['dev', 'prod', 'other'].map((name) => existsSync(join(folder, 'deep', 'pictures', name, 'network.svg')))).toEqual([
    true,
    true,
    false,
  ]);
});

test('exits with 2 where there is no network, and where it may not write', () => {
  const folder = folderWith({ 'a.json': '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}', 'net.json': TEMPLATE });
  expect(run(folder, 'a.json')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining('a.json: got no subnet in any template'),
  });
  expect(run(folder, 'net.json', '--out', 'a.json')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('which cannot be written'),
  });
});

test('a link to a picture stays one, and names of a template are text', () => {
  const named = { ...VPC, ...subnet('Store', { cidr: '10.0.0.0/24', zone: '<b>&"a"', tier: 'data' }) };
  const folder = folderWith({ 'net.json': JSON.stringify({ Resources: named }), 'there.svg': 'old' });
  symlinkSync('there.svg', join(folder, 'network.svg'));
  expect(run(folder, 'net.json').exitCode).toBe(0);
  expect(lstatSync(join(folder, 'network.svg')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, 'there.svg'), 'utf8')).toContain('&lt;b&gt;&amp;&quot;a&quot;');
});

test.each(['/proc/nowhere', '/dev/null'])('exits with 2 where it cannot write: %s', (out) => {
  const { exitCode, stdout, stderr } = run(folderWith({ 'net.json': TEMPLATE }), 'net.json', '--out', out);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(
    /^the command line is not valid:\n {2}- --out: got '\/.*', which cannot be written \(.*\); a folder .*\n$/,
  );
});

test.each([
  ['no path', [], /PATH: got nothing/],
  ['a flag that is not known', ['a', '--output', 'x'], /--output: got an argument that is not known/],
  ['two folders', ['a', '--out', 'b', '--out', 'c'], /--out: got several values; one/],
])('refuses %s', (_, argv, says) => expect(() => parseNetworkRequest(argv)).toThrow(says));
