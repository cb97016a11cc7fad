import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ArgsDef } from 'citty';
import { Baseline } from '../lib/compliance/check/baseline';
import { allowedFrameworks, type CheckOptions } from '../lib/compliance/check/check';
import { reasonOf } from '../lib/compliance/check/files';
import { FORMATS, type FormatName, isFormat } from '../lib/compliance/check/formats';
import { CITED_FRAMEWORKS, type Framework } from '../lib/compliance/citation';
import { isProof, PROOFS, type ProofName } from '../lib/compliance/proofs/proofs';
import { type Fault, InvalidInputError } from '../lib/errors';
import { Existing } from '../lib/existing';
import { allowedRegions, KNOWN_REGIONS } from '../lib/regions';
import { type Arguments, takeApart } from './arguments';
import { isFolder } from './write-file';

/** The arguments of `strongroom check`. */
export const CHECK_ARGS = {
  path: {
    type: 'positional',
    description:
      'A cdk.out, a template in JSON or YAML, what EC2 describes of a network, or a folder with some; several, if you like',
    valueHint: 'PATH...',
  },
  framework: {
    type: 'string',
    valueHint: CITED_FRAMEWORKS.join(','),
    description: 'What to judge by, separated by commas (all of these by default)',
  },
  proof: {
    type: 'string',
    valueHint: Object.keys(PROOFS).join(','),
    description: 'Prove this, and judge by nothing else',
  },
  format: { type: 'string', valueHint: Object.keys(FORMATS).join('|'), description: 'Format of the report (text by default)' },
  out: { type: 'string', valueHint: 'FILE', description: 'Write the report to this file; its folder must exist' },
  baseline: { type: 'string', valueHint: 'FILE', description: 'A report by --format json: its findings do not fail the check' },
  region: { type: 'string', valueHint: 'REGION', description: 'Where templates are deployed that do not say so' },
  account: { type: 'string', valueHint: 'ID', description: 'The account that templates are deployed to that do not say so' },
  parameter: { type: 'string', valueHint: 'NAME=VALUE', description: "Value of a template's parameter; once for each" },
  existing: {
    type: 'string',
    valueHint: 'WHO',
    description: 'Who provides what an account has once (trail, detector, ...), where the templates do not',
  },
} satisfies ArgsDef;

/** What a command line asks for. */
export interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: FormatName;
  readonly out?: string;
  readonly options: CheckOptions;
}

/** @throws InvalidInputError naming everything that is wrong with the command line, and with the files that it names as options */
export function parseRequest(argv: readonly string[]): CheckRequest {
  const faults: Fault[] = [];
  const { positionals, values } = takeApart(argv, CHECK_ARGS, faults);
  if (positionals.length === 0 && faults.length === 0) {
    faults.push({ property: 'PATH', got: 'nothing', allowed: 'at least one cdk.out, template, or folder of templates' });
  }
  const parser = new ValueParser(values, faults);
  const frameworks = parser.frameworks();
  const proofs = parser.proofs();
  const format = parser.format();
  const out = parser.out();
  const parameters = parser.parameters();
  const environment = parser.environment();
  const existing = parser.one('existing', '', (who) => (who.trim() === '' ? undefined : Existing.by(who)));
  const baselineFile = parser.one('baseline', '', (file) => file);
  const baseline = baselineFile === undefined ? undefined : readBaseline(baselineFile, faults);
  if (faults.length > 0) throw new InvalidInputError('the command line', faults);
  return {
    paths: positionals,
    format: format ?? 'text',
    ...(out !== undefined && { out }),
    options: {
      ...(frameworks && { frameworks }),
      ...(proofs && { proofs }),
      ...(existing && { existing }),
      ...(baseline && { baseline }),
      parameters,
      environment,
    },
  };
}

class ValueParser {
  public constructor(
    private readonly values: Arguments['values'],
    private readonly faults: Fault[],
  ) {}

  /** The value of a flag that may be given once; a fault where it is none of those that `parse` takes. */
  public one<T>(name: keyof typeof CHECK_ARGS, allowed: string, parse: (text: string) => T | undefined): T | undefined {
    const [text, ...more] = this.values.get(name) ?? [];
    if (text === undefined) return undefined;
    if (more.length > 0) this.fault(`--${name}`, 'several values', 'one');
    const value = parse(text);
    if (value === undefined) this.fault(`--${name}`, `'${text}'`, allowed);
    return value;
  }

  public frameworks(): readonly Framework[] | undefined {
    const names = this.values
      .get('framework')
      ?.flatMap((list) => list.split(','))
      .map((name) => name.trim());
    return names?.flatMap((name) => {
      const framework = CITED_FRAMEWORKS.find((known) => known === name);
      if (framework === undefined) this.fault('--framework', `'${name}'`, allowedFrameworks(name));
      return framework ?? [];
    });
  }

  public proofs(): readonly ProofName[] | undefined {
    const names = this.values.get('proof')?.flatMap((list) => list.split(','));
    return names?.flatMap((text) => {
      const name = text.trim();
      if (isProof(name)) return name;
      this.fault('--proof', `'${name}'`, `of ${Object.keys(PROOFS).join(', ')}`);
      return [];
    });
  }

  public format(): FormatName | undefined {
    return this.one('format', `of ${Object.keys(FORMATS).join(', ')}`, (name) => (isFormat(name) ? name : undefined));
  }

  public out(): string | undefined {
    return this.one('out', 'a file in a folder that exists', (file) =>
      isFolder(dirname(file)) && !isFolder(file) ? file : undefined,
    );
  }

  public environment(): { readonly account: string | undefined; readonly region: string | undefined } {
    const [region] = this.values.get('region') ?? [];
    return {
      account: this.one('account', "an account's id: twelve digits", (id) => (/^\d{12}$/.test(id) ? id : undefined)),
      region: this.one('region', allowedRegions(region), (name) => (KNOWN_REGIONS.has(name) ? name : undefined)),
    };
  }

  public parameters(): Readonly<Record<string, string>> {
    const given = new Map<string, string>();
    for (const text of this.values.get('parameter') ?? []) {
      const [, name, value] = /^([A-Za-z\d]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) this.fault('--parameter', `'${text}'`, 'Name=Value');
      else if (given.has(name)) this.fault('--parameter', `${name} a second time`, 'each parameter once');
      else given.set(name, value);
    }
    return Object.fromEntries(given);
  }

  private fault(property: string, got: string, allowed: string): void {
    this.faults.push({ property, got, allowed });
  }
}

function readBaseline(file: string, faults: Fault[]): Baseline | undefined {
  try {
    return Baseline.parse(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof InvalidInputError) faults.push(...error.faults);
    else
      faults.push({
        property: '--baseline',
        got: `nothing from '${file}' (${reasonOf(error)})`,
        allowed: 'a file that can be read',
      });
    return undefined;
  }
}
