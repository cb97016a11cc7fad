import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './support/suite';

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

const LOADER = join(REPOSITORY, 'node_modules', 'tsx', 'dist', 'loader.mjs');
const FIXTURES = join(REPOSITORY, 'test', 'e2e', 'fixtures');

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
    const child = spawn(process.execPath, ['--import', LOADER, join(REPOSITORY, 'bin', 'cli.ts'), ...args], {
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
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining('Only: 1/1 resources') });
    expect(output).toMatch(/1 stack with 1 resource stood after [\d.]+ s/);
    expect(output).toContain('Only.TopicArn = arn:aws:sns:eu-west-1:123456789012:Only');
    expect(output).not.toMatch(/\bgate\b/i);
    expect(output).toMatch(/\nAll of it is deleted now; `strongroom local --keep` leaves it up\.\n$/);
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
    expect(output).toMatch(/1 stack with 1 resource stand after/);
    expect(output).toContain('export NO_PROXY=127.0.0.1,localhost');
    expect(output).not.toContain('All of it is deleted now');
    const endpoint = /AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1] ?? '';
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  }, 120_000);

  test('exits 1 with the reason of the service, and nothing else, when a stack fails', async () => {
    const app = `node --import ${LOADER} ${join(FIXTURES, 'failing-app.ts')}`;
    const { exitCode, output } = await run(['local', '--app', app, '--stacks', 'Broken'], { CDK_VALIDATION: 'false' });
    expect({ exitCode, output }).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(/Broken\/Policy[\s\S]*MalformedPolicy/),
    });
    expect(output).toMatch(/^✖ Deploy$/m);
    expect(output).not.toMatch(/^\s+at .+:\d+:\d+|fault of Strongroom/m);
    expect(output).not.toContain('stood after');
  }, 120_000);

  test('shows what the gate said, where the app has one', async () => {
    write('app.js', `${APP}\nconsole.error('Gate: 1 resource under Strongroom: 0 findings');`);
    const { exitCode, output } = await run(['local']);
    expect({ exitCode, output }).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/^ {2}Gate: 1 resource under Strongroom: 0 findings\n✔ Synthesize: 1 stack chosen$/m),
    });
  }, 120_000);

  test('a reader that goes away ends the run like a signal: nothing is left behind', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const { child, ended, says } = start(['local', '--keep'], { TMPDIR: temporary });
    await says('Read the project');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ exitCode: 141, output: expect.stringContaining('stopped by SIGPIPE') });
    expect(readdirSync(temporary)).not.toContainEqual(expect.stringMatching(/^strongroom-local-/));
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
      output: expect.stringMatching(/\nenvironments\[0\]\.region: got nowhere\n$/),
    });
  }, 60_000);

  test('exits 2 with the faults alone when an app lets them through', async () => {
    const asset = "new DataAsset({ name: 'orders', owner: '' })";
    write('app.ts', `import { DataAsset } from '${join(REPOSITORY, 'lib')}';\n${asset};`);
    const ended = await run(['local', '--app', `node --import ${LOADER} app.ts`]);
    expectInputError(ended, "data asset 'orders' is not valid:\n  - ", "  - owner: got ''; ");
    expect(ended.output).not.toMatch(/Synthesis failed|InvalidInputError|new DataAsset|faults: \[/);
  }, 60_000);

  test('exits 2 for flags that npm took for its own, with the command that was meant', async () => {
    const ended = await run(['local', '3000'], {
      npm_lifecycle_event: 'local',
      npm_config_keep: 'true',
      npm_config_port: 'true',
    });
    expectInputError(ended, 'write `npm run local -- --keep --port 3000`');
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

  test('an unknown command and an unknown flag: names what is allowed', async () => {
    expectInputError(await run(['lokal']), "command: got 'lokal'", 'local');
    expectInputError(await run(['local', '--kep']), '--kep', 'did you mean --keep?');
  }, 60_000);

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
