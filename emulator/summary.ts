import { CDK_METADATA } from './assembly';
import type { EmulatedResource, ResourceLevel } from './launcher';

/** What a run deployed. */
export interface Deployment {
  readonly stacks: readonly string[];
  readonly resources: readonly EmulatedResource[];
  /** Outputs by stack. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly seconds: number;
}

const LEVELS: Readonly<Record<ResourceLevel, string>> = {
  exercised: 'the emulator does what the service does',
  'configuration stored only': 'settings can be read back; nothing acts on them',
  inert: 'only its name exists',
};

/** What the emulator never does, however green a run is. */
const NOT_TESTED =
  'Not tested by any emulator run: least privilege, key policies, drift, imports, findings of GuardDuty, traffic ' +
  'through WAF and network ACLs, backup jobs and restores. README.md ("What is tested where") says what tests them.';

/** How a run is told. */
interface SummaryOptions {
  /** Whether the types of each class are listed. */
  readonly verbose: boolean;
  /** Whether the emulator stays up. */
  readonly keep: boolean;
  /** How the user writes the command, up to where flags follow. */
  readonly command: string;
}

/** Tells a person what was deployed and how real it was. */
export function summarize(deployment: Deployment, { verbose, keep, command }: SummaryOptions): string {
  const { stacks, seconds } = deployment;
  const resources = deployment.resources.filter(({ type }) => type !== CDK_METADATA);
  return [
    `${count(stacks.length, 'stack')} with ${count(resources.length, 'resource')} ${keep ? 'stand' : 'stood'} after ${seconds.toFixed(1)} s.`,
    '',
    ...byLevel(resources, verbose),
    ...(verbose ? [] : [`  (\`${command} --verbose\` lists the types of each)`]),
    ...outputs(deployment.outputs),
    '',
    NOT_TESTED,
  ].join('\n');
}

function byLevel(resources: readonly EmulatedResource[], verbose: boolean): readonly string[] {
  return Object.entries(LEVELS).flatMap(([level, meaning]) => {
    const types = countBy(resources.filter((resource) => resource.level === level).map(({ type }) => type));
    const total = [...types.values()].reduce((sum, number) => sum + number, 0);
    const line = `  ${level.padEnd(26)} ${String(total).padStart(4)} of ${count(types.size, 'type').padEnd(9)}  ${meaning}`;
    return [line, ...(verbose ? [...types].sort().map(([type, number]) => `      ${String(number).padStart(4)} ${type}`) : [])];
  });
}

function outputs(all: Deployment['outputs']): readonly string[] {
  const lines = Object.entries(all).flatMap(([stack, values]) =>
    Object.entries(values)
      .filter(([key]) => !key.startsWith('ExportsOutput'))
      .map(([key, value]) => `  ${stack}.${key} = ${value}`),
  );
  return lines.length === 0 ? [] : ['', 'Outputs:', ...lines];
}

function countBy(items: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
