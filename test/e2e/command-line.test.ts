import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './support/suite';

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

const APP = `
const { App, CfnOutput, Stack } = require('aws-cdk-lib/core');
const { Topic } = require('aws-cdk-lib/aws-sns');
const app = new App();
const stack = new Stack(app, 'Only');
new CfnOutput(stack, 'TopicArn', { value: new Topic(stack, 'Topic').topicArn });
`;
const REAL = { AWS_PROFILE: 'production', AWS_ACCESS_KEY_ID: 'AKIAREALREALREALREAL', AWS_ENDPOINT_URL: 'https://example.com' };

describe('strongroom local', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-cli-'));
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    write('app.js', APP);
    write('cdk.json', JSON.stringify({ app: 'node app.js' }));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const loader = join(REPOSITORY, 'node_modules', 'tsx', 'dist', 'loader.mjs');
    const child = spawn(process.execPath, ['--import', loader, join(REPOSITORY, 'bin', 'cli.ts'), ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const heard: (() => void)[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += String(data);
        for (const hear of heard) hear();
      });
    }
    const ended = new Promise<Ended>((resolve) => child.once('close', (exitCode) => resolve({ exitCode, output })));
    const says = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const hear = () => output.includes(text) && resolve();
        heard.push(hear);
        hear();
        void ended.then(() => reject(new Error(`it never said '${text}':\n${output}`)));
      });
    return { child, ended, says };
  }

  const run = (args: readonly string[], env?: NodeJS.ProcessEnv) => start(args, env).ended;

  test('deploys any CDK app of its folder, whatever the user’s AWS environment is, and leaves nothing', async () => {
    const { exitCode, output } = await run(['local', '--verbose'], REAL);
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining('Only: 2/2 resources') });
    expect(output).toMatch(/1 stack with 2 resources stand after [\d.]+ s/);
    expect(output).toContain('1 AWS::SNS::Topic');
    expect(output).toContain('Not tested by any emulator run');
  }, 120_000);

  test('the emulator is the account that the stacks name', async () => {
    write('app.js', APP.replace("'Only'", "'Only', { env: { account: '999988887777', region: 'us-east-1' } }"));
    const { exitCode, output } = await run(['local', '--verbose']);
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining(':us-east-1:999988887777:Only') });
  }, 120_000);

  test('with --keep, leaves the emulator up until a signal comes', async () => {
    const { child, ended, says } = start(['local', '--keep']);
    await says('Ctrl-C stops it');
    child.kill('SIGINT');
    const { exitCode, output } = await ended;
    expect(exitCode).toBe(0);
    const endpoint = /AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1] ?? '';
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  }, 120_000);

  test('exits 1 with what the app said when synthesis fails', async () => {
    write('app.js', "console.error('a finding: path, rule, cure'); process.exit(1);");
    const { exitCode, output } = await run(['local']);
    expect({ exitCode, output }).toMatchObject({ exitCode: 1, output: expect.stringContaining('a finding: path, rule, cure') });
  }, 60_000);

  test('exits 2 with what the app said when the app finds its input not valid', async () => {
    write('app.js', "console.error('environments[0].region: got nowhere'); process.exit(2);");
    const { exitCode, output } = await run(['local']);
    expect({ exitCode, output }).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('environments[0].region: got nowhere'),
    });
  }, 60_000);

  test('a port in use: says so and what to do', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ended = await run(['local', '--port', String(port)]);
    server.close();
    expectInputError(ended, `Port ${port} on 127.0.0.1 is in use.`, 'Cure: leave --port out');
  }, 60_000);

  test('moto missing: says what was tried, what to do, and what works without', async () => {
    const ended = await run(['local'], { PATH: pathWithPython('3 12 1', 'no network here') });
    expectInputError(
      ended,
      'moto 5.2.1 is missing',
      'no network here',
      "pip install 'moto[server]==5.2.1'",
      'All else works without it',
    );
  }, 60_000);

  test('Python too old: says which it found', async () => {
    const ended = await run(['local'], { PATH: pathWithPython('3 9 2') });
    expectInputError(ended, 'Python 3.11 or later is missing', 'Python 3.9.2; at least 3.11 is needed');
  }, 60_000);

  test('a corrupt cdk.context.json: names the place and what to do', async () => {
    write('cdk.context.json', '{\n  "a": 1,\n  "b": tru\n}\n');
    expectInputError(await run(['local']), 'cdk.context.json:3:8', 'delete the file');
  }, 60_000);

  test('no app in the folder: says how to name one', async () => {
    rmSync(join(folder, 'cdk.json'));
    expectInputError(await run(['local']), 'cdk.json: app', '--app');
  }, 60_000);

  test('stacks that are none: names those there are', async () => {
    expectInputError(await run(['local', '--stacks', 'Onyl']), "--stacks: got 'Onyl'", 'Only');
  }, 60_000);

  test.each([
    ['an unknown command', ['lokal'], ["command: got 'lokal'", 'local']],
    ['an unknown flag', ['local', '--kep'], ['--kep', '--keep']],
    ['a port that is none', ['local', '--port', '99999'], ["--port: got '99999'", '1 to 65535']],
    ['a flag without its value', ['local', '--app'], ['--app: got no value']],
  ])(
    '%s: names what is allowed',
    async (_, args, texts) => {
      expectInputError(await run(args), ...texts);
    },
    60_000,
  );

  test('--help and --version', async () => {
    expect(await run(['--help'])).toMatchObject({ exitCode: 0, output: expect.stringContaining('local') });
    expect(await run(['local', '--help'])).toMatchObject({ exitCode: 0, output: expect.stringContaining('--keep') });
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  }, 60_000);

  /** A PATH on which the only Python is one of this version, that has neither moto nor a way to get it. */
  function pathWithPython(version: string, refusal = 'nothing'): string {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const script = [
      '#!/bin/sh',
      `if [ "$1" = "-c" ]; then echo "python ${version}"; echo "No module named 'moto'" >&2; exit 1; fi`,
      `echo "${refusal}" >&2; exit 1`,
      '',
    ].join('\n');
    for (const name of ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11']) {
      writeFileSync(join(bin, name), script, { mode: 0o755 });
    }
    return bin;
  }
});

function expectInputError({ exitCode, output }: Ended, ...texts: readonly string[]): void {
  for (const text of texts) expect(output).toContain(text);
  expect(output).not.toMatch(/^\s+at .+:\d+:\d+/m);
  expect(exitCode).toBe(2);
}
