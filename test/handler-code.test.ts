import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleHandlers, handlerCode } from '../lib/handler-code';
import { testStack } from './support/app';

const ROOT = join(__dirname, '..');
const LARGEST = 500 * 1024;
const HANDLERS = readdirSync(join(ROOT, 'lambda')).filter((name) => name !== 'shared');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strongroom-test-'));
  bundleHandlers(join(directory, 'handlers'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function bundle(name: string, of = 'handlers'): Buffer {
  return readFileSync(join(directory, of, name, 'index.js'));
}

function assetHash(code: Code): string {
  const stack = testStack();
  new LambdaFunction(stack, 'Function', { code, runtime: Runtime.NODEJS_24_X, handler: 'index.handler' });
  const [asset] = stack.node.findAll().flatMap((node) => ('assetHash' in node ? [String(node.assetHash)] : []));
  if (asset === undefined) throw new Error('no asset');
  return asset;
}

test.each(HANDLERS)('%s: small, and complete but for what Node.js has', (name) => {
  expect(statSync(join(directory, 'handlers', name, 'index.js')).size).toBeLessThanOrEqual(LARGEST);
  expect(bundle(name).toString()).not.toMatch(/require\("(?!node:)[@a-z].*\/[a-z-]+"\)/);
});

test.each(HANDLERS)('%s: a further bundle has the same bytes', (name) => {
  bundleHandlers(join(directory, 'again'));
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(hash(bundle(name, 'again'))).toBe(hash(bundle(name)));
});

test('names no path of the machine that bundled it', () => {
  for (const name of HANDLERS) expect(bundle(name).toString()).not.toContain(ROOT);
});

test('the code of a handler is its bundle', () => {
  expect(assetHash(handlerCode('key-check'))).toBe(assetHash(Code.fromAsset(join(directory, 'handlers', 'key-check'))));
});

test('a handler that is not there is refused, with those that are', () => {
  expect(() => handlerCode('key-chek')).toThrow(/name: got 'key-chek'; one of key-check/);
  expect(() => handlerCode('..')).toThrow(/one of key-check/);
});

test('an installed package, which has neither sources nor esbuild, uses the bundles it came with', () => {
  const installed = join(directory, 'package');
  mkdirSync(join(installed, 'node_modules'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(ROOT, 'node_modules', name), join(installed, 'node_modules', name));
  for (const file of ['handler-code', 'errors']) {
    buildSync({
      entryPoints: [join(ROOT, 'lib', `${file}.ts`)],
      outfile: join(installed, 'dist', 'lib', `${file}.js`),
      format: 'cjs',
    });
  }
  cpSync(join(directory, 'handlers'), join(installed, 'dist', 'handlers'), { recursive: true });
  const script = "const { handlerCode } = require('./dist/lib/handler-code'); console.log(handlerCode('key-check').path);";
  const path = execFileSync(process.execPath, ['-e', script], { cwd: installed, encoding: 'utf8' }).trim();
  expect(readFileSync(join(path, 'index.js'))).toEqual(bundle('key-check'));
  expect(path).toContain(join('package', 'dist', 'handlers', 'key-check'));
});
