import type { Duration } from 'aws-cdk-lib/core';
import { checkArchiveRetention } from '../audit/archive-retention';
import { Framework } from '../compliance/citation';
import { assertBucketRetention } from '../data/bucket-retention';
import { DataAsset, type DataAssetProps } from '../declaration/data-asset';
import { isEmailAddress } from '../detection/alarm-topic';
import { FaultCollector } from '../errors';
import type { Existing } from '../existing';
import { USUAL_CIDR } from '../network/addresses/cidr-plan';
import { overlap } from '../network/addresses/ipv4-range';
import { type ExistingNetworkProps, validateExistingNetwork } from '../network/existing/existing-network';
import type { NetworkDeclaration } from '../network/network-declaration';
import { validateNetwork } from '../network/network-input';
import { NetworkProfile } from '../network/network-profile';
import { checkRemoteAccess, type RemoteAccessDeclaration } from '../network/remote-access/remote-access';
import { Profile } from '../profile';
import { allowedRegions, KNOWN_REGIONS } from '../regions';

export type { NetworkDeclaration } from '../network/network-declaration';

/** A store that an environment makes for an asset. */
export type StoreDeclaration = BucketDeclaration | TableDeclaration;

/** An S3 bucket. */
export interface BucketDeclaration {
  readonly kind: 'bucket';
  /** Name of the store within its asset: letters and digits, first a capital. It is part of the construct's path: renaming replaces. */
  readonly name: string;
}

/** A DynamoDB table. */
export interface TableDeclaration {
  readonly kind: 'table';
  /** Name of the store within its asset: letters and digits, first a capital. It is part of the construct's path: renaming replaces. */
  readonly name: string;
  /** Name of the partition key, a string attribute. Never a personal identifier in clear. */
  readonly partitionKey: string;
  /**
   * Name of the sort key, a string attribute.
   * @default - none
   */
  readonly sortKey?: string;
}

/** A data asset and the stores that hold it. */
export interface AssetDeclaration extends DataAssetProps {
  /** The stores, at least one. Add new ones at the end: past a hundred, an asset's stores continue in a next stack. */
  readonly stores: readonly StoreDeclaration[];
}

/** What a platform engineer says of one environment. */
export interface EnvironmentDeclaration {
  /** Name of the environment: lower-case letters, digits and hyphens, 2 to 20 characters. It prefixes its stacks. */
  readonly name: string;
  /** What the environment is for: `DEV` is disposable and holds made-up data only, `PROD` keeps and locks. */
  readonly profile: Profile;
  /** Region that the stacks deploy to. */
  readonly region: string;
  /**
   * Account that the stacks deploy to, twelve digits.
   * @default - the account of the credentials in use
   */
  readonly account?: string;
  /** E-mail addresses that alarms and findings go to, at least one. AWS asks each to confirm. */
  readonly contacts: readonly string[];
  /** The data assets, declared once. */
  readonly assets: readonly AssetDeclaration[];
  /**
   * The network. No two in the same account and region may overlap.
   * @default - 10.0.0.0/16 over three zones, with no way out
   */
  readonly network?: NetworkDeclaration;
  /**
   * A network that stands already, in the place of one that is made here. Nothing of it is changed, and the same is proven of it.
   * @default - one is made
   */
  readonly existingNetwork?: ExistingNetworkProps;
  /**
   * How people get in. There is no bastion: without this, nobody does.
   * @default - sessions of Session Manager, where the network has a management tier
   */
  readonly remoteAccess?: RemoteAccessDeclaration;
  /**
   * What the account has already, because another environment or the organisation made it: a region takes one GuardDuty detector and one
   * analyzer of external access an account, and blocks public access of its VPCs and snapshots, and
   * has preferences of Session Manager, once.
   * @default - nothing: all are made
   */
  readonly existing?: {
    readonly threatDetection?: Existing;
    readonly externalAccess?: Existing;
    readonly publicAccess?: Existing;
    readonly sessionPreferences?: Existing;
  };
  /**
   * How long the audit trail and network logs are kept.
   * @default Duration.days(365)
   */
  readonly logRetention?: Duration;
  /**
   * Laws and standards that the environment is judged by.
   * @default - the GDPR, PIPL, ISO/IEC 27001, NIST SP 800-53 r5, MLPS level 3 and AWS Solutions
   */
  readonly frameworks?: readonly Framework[];
}

/** An environment whose declaration was found valid. */
export interface ParsedEnvironment extends Omit<EnvironmentDeclaration, 'assets'> {
  readonly assets: readonly { readonly asset: DataAsset; readonly stores: readonly StoreDeclaration[] }[];
}

const ENVIRONMENT_NAME = /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/;
const STORE_NAME = /^[A-Z][A-Za-z0-9]{0,39}$/;
const ACCOUNT = /^\d{12}$/;

/**
 * Checks the declared environments as a whole.
 *
 * @returns the environments, their assets made
 * @throws InvalidInputError listing every fault of every environment, each with its property
 */
export function parseEnvironments(environments: readonly EnvironmentDeclaration[]): ParsedEnvironment[] {
  const faults = new FaultCollector('environments');
  faults.check(environments.length > 0, 'environments', environments, 'at least one environment');
  const names = new Set<string>();
  const parsed = environments.map((environment, index) => {
    const at = `environments[${index}]`;
    faults.check(!names.has(environment.name), `${at}.name`, environment.name, 'a name that no other environment has');
    names.add(environment.name);
    return parseEnvironment(environment, at, faults);
  });
  checkSharedAccounts(environments, faults);
  checkOverlaps(environments, faults);
  faults.throwIfAny();
  return parsed;
}

/** What a region takes one of an account can't be made by two environments. */
function checkSharedAccounts(environments: readonly EnvironmentDeclaration[], faults: FaultCollector): void {
  for (const once of ['threatDetection', 'externalAccess', 'publicAccess', 'sessionPreferences'] as const) {
    const makers = new Map<string, number>();
    for (const [index, environment] of environments.entries()) {
      if (environment.existing?.[once] || !makes(environment, once)) continue;
      const place = placeOf(environment);
      const first = makers.get(place);
      faults.check(
        first === undefined,
        `environments[${index}].existing.${once}`,
        undefined,
        `environments[${first}] makes it in the same place already (${place}), and there can be one: say Existing.inAccount() here, or give the environments accounts of their own`,
      );
      if (first === undefined) makers.set(place, index);
    }
  }
}

/** Whether an environment makes what a region takes one of. */
function makes(environment: EnvironmentDeclaration, once: keyof NonNullable<EnvironmentDeclaration['existing']>): boolean {
  if (once === 'publicAccess') return environment.existingNetwork === undefined;
  return once !== 'sessionPreferences' || letsPeopleIn(environment);
}

/** Whether people have a way in: where it is declared, and where the network has the tier for it. */
export function letsPeopleIn({
  network,
  existingNetwork,
  remoteAccess,
}: Pick<EnvironmentDeclaration, 'network' | 'existingNetwork' | 'remoteAccess'>): boolean {
  if (existingNetwork !== undefined) return false;
  return remoteAccess !== undefined || network?.management === true || network?.profile === NetworkProfile.REGULATED;
}

/** Networks of one account and region that overlap can never be connected, and nobody can tell them apart in a log. */
function checkOverlaps(environments: readonly EnvironmentDeclaration[], faults: FaultCollector): void {
  for (const [index, environment] of environments.entries()) {
    const cidr = cidrOf(environment);
    const others = environments.slice(0, index);
    if (environment.existingNetwork !== undefined) continue;
    const first = others.findIndex(
      (other) => other.existingNetwork === undefined && placeOf(other) === placeOf(environment) && overlap(cidrOf(other), cidr),
    );
    const other = others[first];
    if (other === undefined) continue;
    const allowed = `a range apart from that of environments[${first}], ${cidrOf(other)}, which is in the same place (${placeOf(other)})`;
    faults.check(false, `environments[${index}].network.cidr`, cidr, allowed);
  }
}

function cidrOf({ network }: EnvironmentDeclaration): string {
  return String(network?.cidr ?? USUAL_CIDR);
}

function placeOf({ account, region }: EnvironmentDeclaration): string {
  return `${account ?? 'the account of the credentials in use'}, ${region}`;
}

function parseEnvironment(environment: EnvironmentDeclaration, at: string, faults: FaultCollector): ParsedEnvironment {
  const { name, profile, region, account, contacts, assets, network, existingNetwork, remoteAccess, logRetention, ...rest } =
    environment;
  faults.check(
    ENVIRONMENT_NAME.test(name),
    `${at}.name`,
    name,
    'lower-case letters, digits and hyphens, 2 to 20 characters, first a letter',
  );
  const profiles = Object.values(Profile);
  faults.check(profiles.includes(profile), `${at}.profile`, profile, `one of ${profiles.join(', ')}`);
  const knownRegion = faults.check(KNOWN_REGIONS.has(region), `${at}.region`, region, allowedRegions(region));
  if (account !== undefined) faults.check(ACCOUNT.test(account), `${at}.account`, account, 'twelve digits, in quotes');
  for (const [index, contact] of faults
    .items(`${at}.contacts`, contacts, 'at least one e-mail address that alarms go to')
    .entries()) {
    faults.check(
      isEmailAddress(contact) && contacts.indexOf(contact) === index,
      `${at}.contacts[${index}]`,
      contact,
      'an e-mail address, each once',
    );
  }
  checkFrameworks(environment.frameworks, at, faults);
  const place = { region: knownRegion ? region : undefined, networkCidr: cidrOf(environment) };
  if (network !== undefined) faults.attempt(`${at}.network`, () => validateNetwork(name, network, place.region));
  if (existingNetwork !== undefined) {
    const instead = "left out: 'existingNetwork' stands in its place, and nothing of that is changed";
    faults.check(network === undefined, `${at}.network`, network, instead);
    faults.check(remoteAccess === undefined, `${at}.remoteAccess`, remoteAccess, instead);
    faults.attempt(`${at}.existingNetwork`, () => validateExistingNetwork(name, existingNetwork));
  } else if (remoteAccess !== undefined) checkRemoteAccess(faults, `${at}.remoteAccess`, remoteAccess, place);
  if (logRetention !== undefined) checkArchiveRetention(faults, `${at}.logRetention`, logRetention);
  const declared = faults.items(`${at}.assets`, assets, 'at least one data asset');
  const parsed = declared.flatMap(({ stores, ...props }, index) => {
    const where = `${at}.assets[${index}]`;
    const kinds = new Set(checkStores(stores, where, faults).map(({ kind }) => kind));
    const asset = faults.attempt(where, () => new DataAsset(props));
    if (!asset) return [];
    if (kinds.has('bucket')) faults.attempt(where, () => assertBucketRetention(asset));
    if (knownRegion) {
      faults.check(
        asset.residency.includes(region),
        `${where}.residency`,
        asset.residency,
        `must contain the environment's region '${region}', or the environment must be in one of these regions`,
      );
    }
    return [{ asset, stores }];
  });
  checkUnique(
    declared.map((asset) => asset.name),
    `${at}.assets`,
    faults,
  );
  const optional = {
    ...(account !== undefined && { account }),
    ...(network && { network }),
    ...(existingNetwork && { existingNetwork }),
    ...(remoteAccess && { remoteAccess }),
    ...(logRetention && { logRetention }),
  };
  return { ...rest, ...optional, name, profile, region, contacts, assets: parsed };
}

function checkFrameworks(frameworks: readonly Framework[] | undefined, at: string, faults: FaultCollector): void {
  if (frameworks === undefined) return;
  const known = Object.values(Framework);
  const allowed = `of ${known.join(', ')}, at least one`;
  for (const [index, framework] of faults.items(`${at}.frameworks`, frameworks, allowed).entries()) {
    faults.check(known.includes(framework), `${at}.frameworks[${index}]`, framework, allowed);
  }
}

function checkStores(stores: readonly StoreDeclaration[], at: string, faults: FaultCollector): readonly StoreDeclaration[] {
  const declared = faults.items(`${at}.stores`, stores, 'at least one store');
  for (const [index, store] of declared.entries()) {
    const where = `${at}.stores[${index}]`;
    faults.check(STORE_NAME.test(store.name), `${where}.name`, store.name, 'letters and digits, first a capital: Documents');
    faults.check(store.kind === 'bucket' || store.kind === 'table', `${where}.kind`, store.kind, "'bucket' or 'table'");
    if (store.kind === 'table') {
      const { partitionKey } = store;
      faults.check(
        typeof partitionKey === 'string' && partitionKey !== '',
        `${where}.partitionKey`,
        partitionKey,
        "the partition key's name",
      );
    }
  }
  checkUnique(
    declared.map((store) => store.name),
    `${at}.stores`,
    faults,
  );
  return declared;
}

function checkUnique(names: readonly string[], at: string, faults: FaultCollector): void {
  for (const [index, name] of names.entries()) {
    faults.check(names.indexOf(name) === index, `${at}[${index}].name`, name, 'a name that no other one in this list has');
  }
}
