import { readPaths } from '../lib/compliance/check/read-paths';
import { grouped } from '../lib/compliance/template/grouped';
import type { TemplateSource } from '../lib/compliance/template/template-index';
import { type Estimate, estimate } from '../lib/cost/estimate';
import { formatJson, formatText } from '../lib/cost/text';
import { InvalidInputError } from '../lib/errors';
import { type CostRequest, parseCostRequest } from './cost-arguments';

export { COST_ARGS } from './cost-arguments';

/** What the flags cannot say, for the command's help. */
export const COST_NOTES = [
  'What is counted costs while nothing happens; usage is left out, and named with its price where that is known.',
  'Exit code: 0, or 2 for bad input.',
].join('\n');

/**
 * `strongroom cost`: what templates cost a month while they idle; without any, what Strongroom's own network costs in each profile.
 *
 * @returns the exit code
 * @throws InvalidInputError for a bad command line, and for what cannot be read
 */
export async function runCost(argv: readonly string[]): Promise<number> {
  const request = parseCostRequest(argv);
  const estimates = request.paths.length > 0 ? ofPaths(request) : await ofProfiles(request);
  process.stdout.write((request.format === 'json' ? formatJson : formatText)(estimates));
  return 0;
}

/** An estimate for each environment: a stage of an assembly, or everything else together. */
function ofPaths({ paths, region }: CostRequest): Estimate[] {
  const { inputs } = readPaths(paths);
  if (inputs.every(({ describesExisting }) => describesExisting)) {
    const got = 'a network that stands already';
    throw new InvalidInputError('input', [{ property: paths.join(' '), got, allowed: 'templates: what stands is on its bill' }]);
  }
  const stages = grouped(inputs.map((input) => [input.stage ?? '', input] as const));
  return [...stages].map(([stage, templates]) => estimate(stage === '' ? paths.join(' ') : stage, templates, region));
}

async function ofProfiles({ region, zones }: CostRequest): Promise<Estimate[]> {
  // The estimate judges nothing.
  process.env['CDK_VALIDATION'] ??= 'false';
  // The CDK takes a second to load, and templates don't need it.
  const { profileNetworks } = await import('../lib/cost/profile-networks.js');
  return profileNetworks({ region, zones }).map(({ name, template }) => {
    const source: TemplateSource = { name, template, environment: { region } };
    return estimate(name, [source], region);
  });
}
