import { CloudAssembly, type CloudFormationStackArtifact, UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { InvalidInputError } from '../lib/errors';
import { EMULATOR_ACCOUNT, EMULATOR_REGION } from './environment';

/** A stack of a synthesized app, as far as deploying and reading it back need to know it. */
export interface SynthesizedStack {
  /** Its path in the app, which the CDK CLI selects by: `dev/Keys`. */
  readonly path: string;
  /** Its name in CloudFormation: `dev-Keys`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** What the bootstrap resources that it needs are named by; `undefined` when it needs none. */
  readonly qualifier: string | undefined;
  /** Paths of the stacks that it depends on. */
  readonly dependencies: readonly string[];
  readonly template: Template;
}

/** A CloudFormation template, as far as anything here reads it. */
interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** One resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** What the CDK adds to each stack for its own analytics: no count of an app's resources takes it in. */
export const CDK_METADATA = 'AWS::CDK::Metadata';

/** The stage that is deployed where none is asked for: the disposable environment. */
const DISPOSABLE_STAGE = 'dev';

/** All stacks of a synthesized app, each after those that it depends on. */
export function readAssembly(directory: string): readonly SynthesizedStack[] {
  const stacks = new CloudAssembly(directory).stacksRecursively.map(describe);
  return inOrder(stacks);
}

/**
 * The stacks that the patterns choose, and those they depend on, in order of deployment.
 *
 * @param patterns names of stacks, or paths in which `*` stands for anything but a slash and `**` for anything.
 * Without any: the stacks of the stage `dev` when the app has one, else all stacks.
 * @throws InvalidInputError when a pattern chooses none, when there are no stacks, or when they are of several accounts
 */
export function selectStacks(stacks: readonly SynthesizedStack[], patterns: readonly string[] = []): readonly SynthesizedStack[] {
  if (stacks.length === 0)
    throw new InvalidInputError('the app', [{ property: 'stacks', got: 'none', allowed: 'at least one stack to deploy' }]);
  const disposable = stacks.some(({ path }) => path.startsWith(`${DISPOSABLE_STAGE}/`));
  const wanted = patterns.length > 0 ? patterns : [disposable ? `${DISPOSABLE_STAGE}/**` : '**'];
  const missed = wanted.filter((pattern) => !stacks.some((stack) => chooses(pattern, stack)));
  if (missed.length > 0) {
    const allowed = `a pattern that chooses some of ${stacks.map(({ path }) => path).join(', ')}`;
    throw new InvalidInputError(
      'the choice of stacks',
      missed.map((got) => ({ property: '--stacks', got: `'${got}'`, allowed })),
    );
  }
  const chosen = withDependencies(
    stacks,
    stacks.filter((stack) => wanted.some((pattern) => chooses(pattern, stack))),
  );
  assertOneAccount(chosen);
  return chosen;
}

function describe(artifact: CloudFormationStackArtifact): SynthesizedStack {
  const { account, region } = artifact.environment;
  return {
    path: artifact.hierarchicalId,
    name: artifact.stackName,
    account: account === UNKNOWN_ACCOUNT ? EMULATOR_ACCOUNT : account,
    region: region === UNKNOWN_REGION ? EMULATOR_REGION : region,
    qualifier: artifact.bootstrapStackVersionSsmParameter?.split('/')[2],
    dependencies: artifact.dependencies.filter((other) => 'stackName' in other).map((other) => other.hierarchicalId),
    template: artifact.template,
  };
}

function inOrder(stacks: readonly SynthesizedStack[]): readonly SynthesizedStack[] {
  const byPath = new Map(stacks.map((stack) => [stack.path, stack]));
  const ordered = new Set<SynthesizedStack>();
  const visit = (stack: SynthesizedStack): void => {
    if (ordered.has(stack)) return;
    for (const path of stack.dependencies) {
      const dependency = byPath.get(path);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(stack);
  };
  for (const stack of stacks) visit(stack);
  return [...ordered];
}

function withDependencies(all: readonly SynthesizedStack[], chosen: readonly SynthesizedStack[]): readonly SynthesizedStack[] {
  const paths = new Set(chosen.map(({ path }) => path));
  for (const stack of [...all].reverse()) {
    if (!paths.has(stack.path)) continue;
    for (const dependency of stack.dependencies) paths.add(dependency);
  }
  return all.filter(({ path }) => paths.has(path));
}

function chooses(pattern: string, stack: SynthesizedStack): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('');
  return pattern === stack.name || new RegExp(`^${source}$`).test(stack.path);
}

function assertOneAccount(stacks: readonly SynthesizedStack[]): void {
  const accounts = [...new Set(stacks.map(({ account }) => account))];
  if (accounts.length <= 1) return;
  throw new InvalidInputError('the choice of stacks', [
    {
      property: '--stacks',
      got: `stacks of ${accounts.length} accounts: ${accounts.join(', ')}`,
      allowed: 'stacks of one account: the emulator is one',
    },
  ]);
}
