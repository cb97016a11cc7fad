import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Evidence } from './evidence';

/** Name of the file in the assembly that holds the evidence. */
const EVIDENCE_FILE = 'compliance.json';

const pending = new Map<string, Evidence | undefined>();

/**
 * Writes the evidence of an assembly when the process ends: the CDK refuses packs that write into an assembly, and calls nobody after them.
 *
 * @param evidence `undefined` where there is none: then that of an earlier run goes
 */
export function writeAtExit(outdir: string, evidence: Evidence | undefined): void {
  if (pending.size === 0) process.once('exit', writeAll);
  // By then the working directory may be another.
  pending.set(resolve(outdir), evidence);
}

/** Throws nothing: an error at the exit would take the place of the exit code. */
function writeAll(): void {
  for (const [outdir, evidence] of pending) {
    const file = join(outdir, EVIDENCE_FILE);
    try {
      // An assembly that was only made to look at is gone by now.
      if (!existsSync(outdir)) continue;
      if (evidence === undefined) rmSync(file, { force: true });
      else writeFileSync(file, `${formatEvidence(evidence)}\n`);
    } catch (error) {
      console.error(`The gate's evidence is not in ${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  pending.clear();
}

/** The evidence as JSON, a line for each resource, exception and rule. */
export function formatEvidence({ resources, exceptions, rules, ...head }: Evidence): string {
  const lists = Object.entries({ resources, exceptions, rules }).map(([name, items]) => {
    const lines = items.map((item) => `    ${JSON.stringify(item)}`);
    return `  ${JSON.stringify(name)}: [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]`;
  });
  const entries = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${[...entries, ...lists].join(',\n')}\n}`;
}
