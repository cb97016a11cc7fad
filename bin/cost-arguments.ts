import type { ArgsDef } from 'citty';
import { type Fault, InvalidInputError } from '../lib/errors';
import { allowedRegions, KNOWN_REGIONS } from '../lib/regions';
import { takeApart } from './arguments';
import { oneValue } from './one-value';

/** Formats of an estimate. */
const COST_FORMATS = ['text', 'json'] as const;
type CostFormat = (typeof COST_FORMATS)[number];

/** Zones that a network may have. */
const ZONES = { min: 2, max: 6, default: 3 } as const;

/** The arguments of `strongroom cost`. */
export const COST_ARGS = {
  path: {
    type: 'positional',
    description: "A cdk.out, a template, or a folder with some; none: Strongroom's own network in each profile",
    valueHint: 'PATH...',
    required: false,
  },
  format: { type: 'string', valueHint: COST_FORMATS.join('|'), description: 'Format of the estimate (text by default)' },
  region: {
    type: 'string',
    valueHint: 'REGION',
    description: 'Where templates are deployed that do not say so (us-east-1 by default)',
  },
  zones: { type: 'string', valueHint: 'NUMBER', description: `Zones of Strongroom's own network (${ZONES.default} by default)` },
} satisfies ArgsDef;

/** What a command line asks for. */
export interface CostRequest {
  readonly paths: readonly string[];
  readonly format: CostFormat;
  readonly region: string;
  readonly zones: number;
}

/** @throws InvalidInputError naming everything that is wrong with the command line */
export function parseCostRequest(argv: readonly string[]): CostRequest {
  const faults: Fault[] = [];
  const { positionals, values } = takeApart(argv, COST_ARGS, faults);
  const format = oneValue(values, faults, 'format', `of ${COST_FORMATS.join(', ')}`, (name) =>
    COST_FORMATS.find((known) => known === name),
  );
  const [named] = values.get('region') ?? [];
  const region = oneValue(values, faults, 'region', allowedRegions(named), (name) =>
    KNOWN_REGIONS.has(name) ? name : undefined,
  );
  const zones = oneValue(values, faults, 'zones', `a whole number, ${ZONES.min} to ${ZONES.max}`, zonesOf);
  if (positionals.length > 0 && values.has('zones')) {
    faults.push({
      property: '--zones',
      got: 'it beside templates',
      allowed: 'it without a path: templates have zones of their own',
    });
  }
  if (faults.length > 0) throw new InvalidInputError('the command line', faults);
  return { paths: positionals, format: format ?? 'text', region: region ?? 'us-east-1', zones: zones ?? ZONES.default };
}

function zonesOf(text: string): number | undefined {
  const zones = /^\d$/.test(text) ? Number(text) : 0;
  return zones >= ZONES.min && zones <= ZONES.max ? zones : undefined;
}
