import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const LIB = join(__dirname, '..', 'lib');

/** The parts of the library, each a folder or a file at the top. A part imports from earlier rows only, and none beside it. */
const ROWS = [
  ['errors', 'provided', 'regions'],
  ['availability', 'exceptions', 'existing', 'handler-code', 'json-error', 'profile'],
  ['declaration'],
  ['keys'],
  ['audit', 'handler-function'],
  ['access', 'data', 'network'],
  ['detection'],
  ['recovery', 'response'],
  ['compliance'],
  ['cost'],
  ['baseline'],
  ['index'],
];

const FILES = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** What a source imports or exports from elsewhere, types and modules loaded later included. */
function importsIn(source: string): string[] {
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([^'"]+)['"]/g)].map(
    ([, module]) => module ?? '',
  );
}

function partOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}

function rowOf(part: string): number {
  return ROWS.findIndex((row) => row.includes(part));
}

/** The imports of a file of the library that point upwards, beside it, or out of the library. */
function upwards(file: string, imports: readonly string[]): string[] {
  const part = partOf(file);
  return imports
    .filter((module) => module.startsWith('.'))
    .filter((module) => {
      const imported = partOf(relative(LIB, join(LIB, dirname(file), module)));
      return imported !== part && !(rowOf(imported) >= 0 && rowOf(imported) < rowOf(part));
    });
}

test('every part of the library has one row', () => {
  expect([...new Set(FILES.map(partOf))].sort()).toEqual(ROWS.flat().sort());
});

describe.each(FILES)('lib/%s', (file) => {
  const imports = importsIn(readFileSync(join(LIB, file), 'utf8'));

  test('imports downwards only', () => {
    expect(upwards(file, imports)).toEqual([]);
  });

  test('loads what it needs of the CDK, and not the whole', () => {
    expect(imports).not.toContain('aws-cdk-lib');
  });
});

test.each([
  ['keys/key-use.ts', '../data/customer-data-bucket'],
  ['data/customer-data-bucket.ts', '../network/subnet-tier'],
  ['compliance/rules/network/no-way-out.ts', '../../../baseline/environment'],
  ['errors.ts', './profile'],
  ['handler-code.ts', '../lambda/key-check'],
])('an import upwards would be seen: %s from %s', (file, module) => {
  expect(upwards(file, [module])).toEqual([module]);
});

test('every way to import would be seen', () => {
  const source = `import 'a';
import type { B } from "b";
import {
  C,
} from 'c';
export * from 'd';
const e = await import('e');
const f = require('f');`;
  expect(importsIn(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
