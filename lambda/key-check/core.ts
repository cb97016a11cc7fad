import { type Declaration, type DeclaredKey, readDeclaration } from './declaration';
import { type DeployedKey, type Finding, finding, Rule } from './finding';
import { checkGrants, type Grant } from './grants';
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
  grants(keyId: string): Promise<readonly Grant[]>;
}

/**
 * Compares every key that was deployed with its declaration and with what KMS says of it. What can't be read of a key is a finding,
 * and all else is checked: neither a key nor a declaration that is away hides anything.
 */
export async function checkKeys(
  keys: readonly DeployedKey[],
  declarations: readonly Declaration[],
  store: KeyStore,
  now: Date,
): Promise<Finding[]> {
  const findings = await Promise.all(keys.map((key) => checkKey(key, declarations, store, now)));
  return findings.flat();
}

async function checkKey(key: DeployedKey, declarations: readonly Declaration[], store: KeyStore, now: Date): Promise<Finding[]> {
  const { declared, failure: undeclared } = readDeclaration(key, declarations);
  const findings = undeclared ? [undeclared] : [];
  const found = await attempt(key, 'DescribeKey', () => store.describe(key.keyId));
  if (found.failure) return [...findings, found.failure];
  if (found.value === undefined) return [...findings, finding(key, Rule.MISSING, 'no such key', 'a key')];
  findings.push(...checkState(key, found.value, now));
  const others = await Promise.all([
    declared ? checkDeclared(key, declared, found.value, store) : [],
    // Whom the owner of an existing key grants what is the owner's, as its policy is.
    key.existing ? [] : checkGrantsOf(key, store),
  ]);
  return [...findings, ...others.flat()];
}

function checkState(key: DeployedKey, { state, deletionDate }: KeyState, now: Date): Finding[] {
  switch (state) {
    case 'Enabled':
    case 'Creating':
    case 'Updating':
      return [];
    case 'Disabled':
      return [finding(key, Rule.DISABLED, state, 'Enabled')];
    case 'PendingDeletion':
    case 'PendingReplicaDeletion':
      return [finding(key, Rule.PENDING_DELETION, describeDeletion(state, deletionDate, now), 'Enabled')];
    default:
      return [finding(key, Rule.UNAVAILABLE, state, 'Enabled')];
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

async function checkDeclared(key: DeployedKey, declared: DeclaredKey, found: KeyState, store: KeyStore): Promise<Finding[]> {
  const { rotationDays, policy } = declared;
  const findings = await Promise.all([
    checkKind(key, declared, found),
    // A key that waits for its deletion is no longer rotated; saying so would add nothing.
    rotationDays === null || isPendingDeletion(found) ? [] : checkRotation(key, rotationDays, store),
    policy === null ? [] : checkPolicy(key, policy, store),
  ]);
  return findings.flat();
}

function checkKind(key: DeployedKey, declared: DeclaredKey, { keySpec, keyUsage }: KeyState): Finding[] {
  if (keySpec === declared.keySpec && keyUsage === declared.keyUsage) return [];
  return [finding(key, Rule.WRONG_KIND, `${keySpec} for ${keyUsage}`, `${declared.keySpec} for ${declared.keyUsage}`)];
}

async function checkRotation(key: DeployedKey, days: number, store: KeyStore): Promise<Finding[]> {
  const { value, failure } = await attempt(key, 'GetKeyRotationStatus', () => store.rotation(key.keyId));
  if (failure) return [failure];
  const wanted = `every ${days} days`;
  if (!value.enabled) return [finding(key, Rule.ROTATION_OFF, 'no rotation', wanted)];
  if (value.periodDays === undefined || value.periodDays <= days) return [];
  return [finding(key, Rule.ROTATION_SLOW, `every ${value.periodDays} days`, wanted)];
}

async function checkPolicy(key: DeployedKey, wanted: unknown, store: KeyStore): Promise<Finding[]> {
  const { value, failure } = await attempt(key, 'GetKeyPolicy', async () =>
    comparePolicies(JSON.parse(await store.policy(key.keyId)), wanted),
  );
  if (failure) return [failure];
  if (value.added.length === 0 && value.removed.length === 0) return [];
  const show = (statements: readonly string[], what: string) => (statements.length > 0 ? `[${statements.join(',')}]` : what);
  return [
    finding(key, Rule.POLICY_DRIFT, show(value.added, 'nothing in their place'), show(value.removed, 'no such statements')),
  ];
}

async function checkGrantsOf(key: DeployedKey, store: KeyStore): Promise<Finding[]> {
  const { value, failure } = await attempt(key, 'ListGrants', () => store.grants(key.keyId));
  return failure ? [failure] : checkGrants(key, value);
}

type Attempt<T> = { readonly value: T; readonly failure?: undefined } | { readonly value?: undefined; readonly failure: Finding };

async function attempt<T>(key: DeployedKey, call: string, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    // The message may tell who asked for what; the kind of error says enough.
    const kind = error instanceof Error ? error.name : 'an unknown error';
    return { failure: finding(key, Rule.UNREADABLE, `${call}: ${kind}`, 'a key that the check may read') };
  }
}
