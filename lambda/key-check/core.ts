import * as v from 'valibot';
import { type Finding, Rule, SEVERITY } from './finding';
import { comparePolicies } from './policy';

/** What KMS says of a key. */
export interface KeyState {
  readonly keySpec: string;
  readonly keyUsage: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, ... */
  readonly state: string;
  /** When KMS deletes it, if it waits for that. */
  readonly deletionDate?: Date | undefined;
}

/** Automatic rotation of a key. */
export interface Rotation {
  readonly enabled: boolean;
  readonly periodDays?: number | undefined;
}

/** Where keys are looked up. A method that fails throws; what it throws is named in the finding. */
export interface KeyStore {
  /** `undefined` when there is no such key. */
  describe(keyId: string): Promise<KeyState | undefined>;
  rotation(keyId: string): Promise<Rotation>;
  /** The key policy's JSON. */
  policy(keyId: string): Promise<string>;
}

/** A parameter that holds what was declared of a key. */
export interface Declaration {
  /** Its last part is the purpose. */
  readonly name: string;
  readonly value: string;
}

const DECLARED_KEY = v.object({
  purpose: v.string(),
  keyId: v.string(),
  keySpec: v.string(),
  keyUsage: v.string(),
  rotationDays: v.nullable(v.number()),
  policy: v.nullable(v.record(v.string(), v.unknown())),
});
type DeclaredKey = v.InferOutput<typeof DECLARED_KEY>;

/** Compares every declared key with what KMS says of it. What can't be read of a key is a finding, and the others are checked. */
export async function checkKeys(declarations: readonly Declaration[], store: KeyStore, now: Date): Promise<Finding[]> {
  const findings = await Promise.all(declarations.map((declaration) => checkDeclaration(declaration, store, now)));
  return findings.flat();
}

async function checkDeclaration(declaration: Declaration, store: KeyStore, now: Date): Promise<Finding[]> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), DECLARED_KEY), declaration.value);
  if (!parsed.success) {
    const purpose = declaration.name.slice(declaration.name.lastIndexOf('/') + 1);
    const got = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'value'}: ${issue.kind} of ${issue.type}`).join('; ');
    return [finding({ purpose, keyId: declaration.name }, Rule.UNDECLARED, got, 'the state that was deployed with the key')];
  }
  const declared = parsed.output;
  const found = await attempt(declared, 'DescribeKey', () => store.describe(declared.keyId));
  if (found.failure) return [found.failure];
  if (found.value === undefined) return [finding(declared, Rule.MISSING, 'no such key', 'a key')];
  const findings = [...checkState(declared, found.value, now), ...checkKind(declared, found.value)];
  // A key that waits for its deletion is no longer rotated; saying so would add nothing.
  const rotates = declared.rotationDays !== null && !isPendingDeletion(found.value);
  const [rotation, policy] = await Promise.all([
    rotates ? checkRotation(declared, declared.rotationDays, store) : [],
    declared.policy === null ? [] : checkPolicy(declared, declared.policy, store),
  ]);
  return [...findings, ...rotation, ...policy];
}

function checkState(declared: DeclaredKey, { state, deletionDate }: KeyState, now: Date): Finding[] {
  switch (state) {
    case 'Enabled':
    case 'Creating':
    case 'Updating':
      return [];
    case 'Disabled':
      return [finding(declared, Rule.DISABLED, state, 'Enabled')];
    case 'PendingDeletion':
    case 'PendingReplicaDeletion':
      return [finding(declared, Rule.PENDING_DELETION, describeDeletion(state, deletionDate, now), 'Enabled')];
    default:
      return [finding(declared, Rule.UNAVAILABLE, state, 'Enabled')];
  }
}

function isPendingDeletion({ state }: KeyState): boolean {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion';
}

function describeDeletion(state: string, date: Date | undefined, now: Date): string {
  if (date === undefined) return state;
  const days = Math.max(0, Math.floor((date.getTime() - now.getTime()) / 86_400_000));
  return `${state}, deleted on ${date.toISOString()}, ${days} whole days left to cancel`;
}

function checkKind(declared: DeclaredKey, { keySpec, keyUsage }: KeyState): Finding[] {
  if (keySpec === declared.keySpec && keyUsage === declared.keyUsage) return [];
  return [finding(declared, Rule.WRONG_KIND, `${keySpec} for ${keyUsage}`, `${declared.keySpec} for ${declared.keyUsage}`)];
}

async function checkRotation(declared: DeclaredKey, days: number | null, store: KeyStore): Promise<Finding[]> {
  const { value, failure } = await attempt(declared, 'GetKeyRotationStatus', () => store.rotation(declared.keyId));
  if (failure) return [failure];
  const wanted = `every ${days} days`;
  if (!value.enabled) return [finding(declared, Rule.ROTATION_OFF, 'no rotation', wanted)];
  if (days === null || value.periodDays === undefined || value.periodDays <= days) return [];
  return [finding(declared, Rule.ROTATION_SLOW, `every ${value.periodDays} days`, wanted)];
}

async function checkPolicy(declared: DeclaredKey, wanted: unknown, store: KeyStore): Promise<Finding[]> {
  const { value, failure } = await attempt(declared, 'GetKeyPolicy', async () =>
    comparePolicies(JSON.parse(await store.policy(declared.keyId)), wanted),
  );
  if (failure) return [failure];
  if (value.added.length === 0 && value.removed.length === 0) return [];
  const show = (statements: readonly string[], what: string) => (statements.length > 0 ? `[${statements.join(',')}]` : what);
  return [
    finding(declared, Rule.POLICY_DRIFT, show(value.added, 'nothing in their place'), show(value.removed, 'no such statements')),
  ];
}

type Attempt<T> = { readonly value: T; readonly failure?: undefined } | { readonly value?: undefined; readonly failure: Finding };

async function attempt<T>(declared: DeclaredKey, call: string, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    // The message may tell who asked for what; the kind of error says enough.
    const kind = error instanceof Error ? error.name : 'an unknown error';
    return { failure: finding(declared, Rule.UNREADABLE, `${call}: ${kind}`, 'a key that the check may read') };
  }
}

function finding(of: { purpose: string; keyId: string }, rule: Rule, got: string, declared: string): Finding {
  return { rule, severity: SEVERITY[rule], purpose: of.purpose, keyId: of.keyId, got, declared };
}
