import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from './evidence';

/** Name of the file in the assembly that holds the evidence. */
const EVIDENCE_FILE = 'compliance.json';

const pending = new Map<string, Evidence>();

/** Writes the evidence of an assembly when the process ends: the CDK refuses packs that write into an assembly, and calls nobody after them. */
export function writeAtExit(outdir: string, evidence: Evidence): void {
  if (pending.size === 0) process.once('exit', writeAll);
  pending.set(outdir, evidence);
}

function writeAll(): void {
  for (const [outdir, evidence] of pending) {
    // An assembly that was only made to look at is gone by now.
    if (existsSync(outdir)) writeFileSync(join(outdir, EVIDENCE_FILE), `${formatEvidence(evidence)}\n`);
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
