import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { folderWith } from '../compliance/check/folder';
import { description } from '../support/network-description';

const ROOT = join(__dirname, '..', '..');
const LOADER = join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs');

function run(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', LOADER, join(ROOT, 'bin', 'cli.ts'), 'cost', ...args],
    {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  );
  return { exitCode: status, stdout, stderr };
}

const NAT = 'Resources:\n  Nat:\n    Type: AWS::EC2::NatGateway\n';

test('estimates templates, and exits with 0', () => {
  expect(run(folderWith({ 'a.yaml': NAT }), 'a.yaml')).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^a\.yaml: \$32\.85 a month when idle, for 1 resource\n/),
    stderr: '',
  });
});

test('an estimate for each stage of an assembly', () => {
  const stack = (name: string) =>
    JSON.stringify({
      artifacts: {
        [name]: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/eu-central-1',
          properties: { templateFile: 't.json' },
        },
      },
    });
  const stage = (name: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName: name, displayName: name } });
  const template = '{"Resources": {"Nat": {"Type": "AWS::EC2::NatGateway"}}}';
  const folder = folderWith({
    'cdk.out/manifest.json': JSON.stringify({ artifacts: { dev: stage('dev'), prod: stage('prod') } }),
    'cdk.out/dev/manifest.json': stack('a'),
    'cdk.out/dev/t.json': template,
    'cdk.out/prod/manifest.json': stack('b'),
    'cdk.out/prod/t.json': template,
  });
  const { exitCode, stdout } = run(folder, 'cdk.out', '--format', 'json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).estimates).toEqual([
    expect.objectContaining({ name: 'dev', monthly: 37.96 }),
    expect.objectContaining({ name: 'prod', monthly: 37.96 }),
  ]);
});

test('exits with 2 for bad input, without a stack trace', () => {
  expect(run(folderWith({}), 'nowhere')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/^input is not valid:\n {2}- .*nowhere: got nothing .*\n$/),
  });
});

test('a network that stands already is not said to cost nothing', () => {
  const { exitCode, stderr } = run(folderWith({ 'network.json': JSON.stringify(description()) }), 'network.json');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('network.json: got a network that stands already; templates: what stands is on its bill');
});

test('a reader that has seen enough is no error, and a disk that is full is one', () => {
  const folder = folderWith({ 'a.yaml': NAT });
  const piped = (pipe: string) => {
    const command = `"$0" --import "$1" "$2" cost . --format json ${pipe}; exit "\${PIPESTATUS[0]}"`;
    const args = ['-c', command, process.execPath, LOADER, join(ROOT, 'bin', 'cli.ts')];
    return spawnSync('bash', args, { cwd: folder, env: { ...process.env, NODE_ENV: 'production' }, encoding: 'utf8' });
  };
  expect(piped('| true')).toMatchObject({ status: 0, stderr: '' });
  expect(piped('> /dev/full')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^Standard output cannot .*\n$/) });
});

test('--help names every flag, and what is counted', () => {
  const { exitCode, stdout } = run(ROOT, '--help');
  expect(exitCode).toBe(0);
  for (const flag of ['format', 'region', 'zones']) expect(stdout).toContain(`--${flag}=<`);
  expect(stdout).toContain('usage is left out');
});
