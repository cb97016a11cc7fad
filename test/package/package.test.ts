import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The package as another CDK app gets it: packed, and installed next to the peers it asks for.

const root = join(__dirname, '..', '..');
const app = mkdtempSync(join(realpathSync(tmpdir()), 'strongroom-package-'));
const installed = join(app, 'node_modules', 'strongroom');

/** Runs a program of the scratch app as `cdk synth` does. */
function run(source: string): { status: number | null; output: string } {
  writeFileSync(join(app, 'app.js'), source);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['app.js'], {
    cwd: app,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: join(app, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context),
    },
  });
  return { status, output: `${stdout}${stderr}` };
}

beforeAll(() => {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', app], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  // npm 11 answers with an object by name, npm 10 with a list.
  const [{ filename }] = Object.values(packed) as { filename: string }[] as [{ filename: string }];
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'scratch', version: '1.0.0', private: true }));
  // Its own dependencies come from npm's cache, else from the registry; the peers, which are large, from this repository.
  const flags = ['--prefer-offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, join(app, filename)], { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] });
  const { peerDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(peerDependencies)) {
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name), 'dir');
  }
}, 180_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

const HEAD = `
const { App, Duration, Stack } = require('aws-cdk-lib/core');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { CustomerDataBucket, DataAsset, DataCategory, Existing, Gate, LawfulBasis } = require('strongroom');
const app = new App();
Gate.of(app).enforce({ existing: Existing.by("the platform team's baseline") });
const stack = new Stack(app, 'Shop', { env: { region: 'eu-central-1' } });
`;
const TAIL = `
app.synth();
`;
const THREE_LINES = `
const orders = new DataAsset({ name: 'orders', category: DataCategory.PERSONAL, subjects: ['customers'], purposes: ['order-fulfilment'],
  lawfulBasis: LawfulBasis.CONTRACT, retention: Duration.days(1095), residency: ['eu-central-1'], owner: 'orders-team' });
new CustomerDataBucket(stack, 'Orders', { asset: orders });
`;

describe('the packed library in another CDK app', () => {
  test('holds what it needs and nothing else', () => {
    const top = readdirSync(installed).sort();
    expect(top).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'README.zh-CN.md',
      'SECURITY.md',
      'dist',
      'emulator',
      'package.json',
      'schemas',
    ]);
    expect(readdirSync(join(installed, 'dist')).sort()).toEqual(['bin', 'emulator', 'handlers', 'lib']);
    expect(existsSync(join(installed, 'dist', 'lib', 'index.d.ts'))).toBe(true);
    expect(existsSync(join(installed, 'emulator', 'strongroom_emulator', '__main__.py'))).toBe(true);
    expect(existsSync(join(installed, 'emulator', 'strongroom_emulator', 'boot', 'lambda.cjs'))).toBe(true);
  });

  test('three lines give a bucket that passes the gate', () => {
    const { status, output } = run(HEAD + THREE_LINES + TAIL);
    expect({ status, output }).toEqual({ status: 0, output: expect.not.stringContaining('Error') });
    const template = JSON.parse(readFileSync(join(app, 'cdk.out', 'Shop.template.json'), 'utf8'));
    expect(Object.values(template.Resources).map((resource) => (resource as { Type: string }).Type)).toContain('AWS::S3::Bucket');
  }, 60_000);

  test("README's example is a whole program, and passes", () => {
    const [, example] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    if (example === undefined) throw new Error('README.md has no example in a ts block');
    writeFileSync(join(app, 'readme.ts'), example);
    const { status, output } = run(`require('${join(root, 'node_modules/tsx/dist/cjs/index.cjs')}'); require('./readme.ts');`);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/^Gate: .* 0 findings, .*\n$/) });
    expect(existsSync(join(app, 'cdk.out', 'Shop.template.json'))).toBe(true);
    const broken = example.replace(
      "new CustomerDataBucket(shop, 'Receipts', { asset: receipts });",
      "new (require('aws-cdk-lib/aws-s3').Bucket)(shop, 'Receipts');",
    );
    writeFileSync(join(app, 'readme.ts'), broken);
    expect(run(`require('${join(root, 'node_modules/tsx/dist/cjs/index.cjs')}'); require('./readme.ts');`).status).toBe(1);
  }, 60_000);

  test("README's three lines put an app under the gate", () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const lines = /^```ts\n(import \{ Existing, Framework, Gate \}.*?)^```$/ms.exec(readme)?.[1];
    if (lines === undefined) throw new Error('README.md has no three lines for the gate');
    expect(lines.trim().split('\n')).toHaveLength(3);
    const program = (store: string) => `
import { App, Stack } from 'aws-cdk-lib/core';
import { Bucket } from 'aws-cdk-lib/aws-s3';
const app = new App();
${lines}
${store}
app.synth();`;
    const start = `require('${join(root, 'node_modules/tsx/dist/cjs/index.cjs')}'); require('./three.ts');`;
    writeFileSync(join(app, 'three.ts'), program(''));
    expect(run(start).status).toBe(0);
    writeFileSync(join(app, 'three.ts'), program("new Bucket(new Stack(app, 'Shop'), 'Raw');"));
    const broken = run(start);
    expect([broken.status, broken.output]).toEqual([1, expect.stringContaining('CustomerDataDeclared')]);
  }, 60_000);

  test('a raw bucket fails it, naming path, rule and cure', () => {
    const { status, output } = run(`${HEAD}new Bucket(stack, 'Raw');${TAIL}`);
    expect(status).toBe(1);
    expect(output).toContain('Shop/Raw/Resource');
    expect(output).toContain('CustomerDataDeclared');
    expect(output).toMatch(/strongroom:asset/);
  }, 60_000);

  test('a handler of the library comes bundled', () => {
    const { status, output } = run(`
const { App, Stack } = require('aws-cdk-lib/core');
const { KeyCheck } = require('strongroom');
const app = new App();
new KeyCheck(new Stack(app, 'Shop', { env: { region: 'eu-central-1' } }), 'KeyCheck');
app.synth();
const assets = Object.keys(JSON.parse(require('node:fs').readFileSync('cdk.out/Shop.assets.json')).files);
console.log(assets.filter((id) => require('node:fs').existsSync('cdk.out/asset.' + id + '/index.js')).length);
`);
    expect({ status, output }).toEqual({ status: 0, output: '1\n' });
  }, 60_000);

  test('its types compile under strict settings', () => {
    const program = `import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket, DataAsset, DataCategory, LawfulBasis } from 'strongroom';
const stack = new Stack(new App(), 'Shop');
${THREE_LINES.replace('new CustomerDataBucket', 'export const bucket: CustomerDataBucket = new CustomerDataBucket')}`;
    writeFileSync(join(app, 'app.ts'), program);
    const compile = () =>
      spawnSync(
        process.execPath,
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          '--module',
          'node20',
          '--types',
          '',
          'app.ts',
        ],
        {
          cwd: app,
          encoding: 'utf8',
        },
      );
    expect(compile()).toMatchObject({ status: 0, stdout: '' });
    writeFileSync(join(app, 'app.ts'), program.replace(/, owner: 'orders-team'/, ''));
    expect(compile()).toMatchObject({ status: 1, stdout: expect.stringContaining("'owner' is missing") });
  }, 60_000);

  test('the command line starts', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(installed, 'dist', 'bin', 'cli.js'), '--help'], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('local');
  });
});
