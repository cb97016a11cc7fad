import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { InvalidInputError } from './errors';

/** Beside `lib` in the repository; absent where the package is installed. */
const SOURCES = join(__dirname, '..', 'lambda');
/** Beside `dist/lib` in the package: what `bundleHandlers` made when it was built. */
const PREBUILT = join(__dirname, '..', 'handlers');
const ENTRY = 'index.ts';

let bundled: string | undefined;

/**
 * The code of a handler, `lambda/<name>`, in one file with all it imports: its `handler` is `index.handler`.
 *
 * In the repository every handler is bundled in one pass, once a process; an installed package has them bundled already. The same sources
 * give the same bytes, so an asset changes only with its handler.
 *
 * @throws InvalidInputError naming the handlers that there are, when this one is not among them
 */
export function handlerCode(name: string): Code {
  const names = handlerNames();
  if (!names.includes(name)) {
    throw new InvalidInputError('handler', [{ property: 'name', got: `'${name}'`, allowed: `one of ${names.join(', ')}` }]);
  }
  return Code.fromAsset(join(handlersDirectory(), name));
}

/** Bundles every handler into `<outDir>/<name>/index.js`. */
export function bundleHandlers(outDir: string): void {
  // Only the repository has sources to bundle, and only there is esbuild installed.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  buildSync({
    absWorkingDir: join(SOURCES, '..'),
    entryPoints: Object.fromEntries(handlerNames().map((name) => [join(name, 'index'), join(SOURCES, name, ENTRY)])),
    outdir: outDir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The SDK's modules, unlike its CommonJS, let what a handler doesn't call be left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'external',
    logLevel: 'silent',
  });
}

function handlerNames(): string[] {
  const fromSources = existsSync(SOURCES);
  const directory = fromSources ? SOURCES : PREBUILT;
  const entry = fromSources ? ENTRY : 'index.js';
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, entry)))
    .sort();
}

function handlersDirectory(): string {
  if (!existsSync(SOURCES)) return PREBUILT;
  if (bundled === undefined) {
    const directory = mkdtempSync(join(tmpdir(), 'strongroom-handlers-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    bundleHandlers(directory);
    bundled = directory;
  }
  return bundled;
}
