import { Effect, type FederatedPrincipal, type IPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LogArchive } from '../audit/log-archive';
import { DataInventory } from '../declaration/inventory';
import { isProtectedStore, type ProtectedStore } from '../declaration/protected-store';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { DATA_ACTIONS, KEY_USE, OBJECT_READS } from './data-actions';
import { MANAGE_KEY, QUERY_LOG, READ_CONFIGURATION, RUN_CONTROLS } from './duties';
import { KEY_ADMINISTRATORS_PATH } from './permissions-boundary';
import { trusted } from './role-trust';

/** Properties of `CustomerDataRoles`. */
export interface CustomerDataRolesProps {
  /**
   * The stores that data stewards may reach.
   * @default - every store in the inventory, as far as it is declared by now
   */
  readonly stores?: readonly ProtectedStore[];
  /**
   * Who vouches for those who take the roles: a `SamlConsolePrincipal`, or an `OpenIdConnectPrincipal` with its subject pinned. It
   * has to demand the second factor itself.
   * @default - users of this account, with a second factor
   */
  readonly federation?: FederatedPrincipal;
  /**
   * Where the trail writes its events: auditors query it.
   * @default - none; auditors read the trail's files in the log archive
   */
  readonly trailLog?: ILogGroup;
}

/** Stores that one policy has room for: 6,144 characters, less the actions and the keys. */
const STORES_PER_POLICY = 20;
/** Policies for stores that one role has room for: ten by IAM's default quota, less the role's own. */
const STORE_POLICIES_PER_ROLE = 9;

/**
 * The people around customer data, with their duties apart: who works with the data doesn't manage its keys, who manages keys and
 * controls doesn't see the data, and who audits changes nothing. A session lasts an hour.
 *
 * Rights on data follow from the stores declared, each by its own ARN.
 *
 * @throws InvalidInputError when a federation is not pinned
 */
export class CustomerDataRoles extends Construct {
  /** Read and write the declared stores. One role, and a next one for every 180 stores. */
  public readonly dataStewards: readonly Role[];
  /** Manages keys, runs backups and other controls; refused every use of a key and every look at data. */
  public readonly securityAdministrator: Role;
  /** Reads configuration, the log archive and the trail; refused every look at other data. */
  public readonly auditor: Role;

  private readonly principal: IPrincipal;

  public constructor(scope: Construct, id: string, props: CustomerDataRolesProps = {}) {
    super(scope, id);
    this.principal = trusted(this.node.path, props.federation);
    const stores =
      props.stores ??
      DataInventory.of(this)
        .entries.map(({ store }) => store)
        .filter(isProtectedStore);
    this.dataStewards = this.makeDataStewards(stores);
    // The archive's key is made with the archive, if nobody made either, and the administrator manages every key that there is.
    this.auditor = this.makeAuditor(props.trailLog);
    this.securityAdministrator = this.makeSecurityAdministrator();
  }

  private makeDataStewards(stores: readonly ProtectedStore[]): Role[] {
    const perRole = stores.length === 0 ? [[]] : chunks(stores, STORES_PER_POLICY * STORE_POLICIES_PER_ROLE);
    return perRole.map((ownStores, index) => {
      const role = this.makeRole(numbered('DataSteward', index), 'Reads and writes the declared stores of customer data');
      this.addPolicy(role, 'Limits', [
        new PolicyStatement({
          sid: 'OnlyEncryptedTransport',
          effect: Effect.DENY,
          actions: ['dynamodb:*', 'kms:*', 's3:*'],
          resources: ['*'],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
      for (const [part, some] of chunks(ownStores, STORES_PER_POLICY).entries()) {
        const policy = this.addPolicy(role, numbered('Stores', part), []);
        for (const store of some) store.grantReadWrite(policy);
      }
      return role;
    });
  }

  private makeSecurityAdministrator(): Role {
    const role = this.makeRole('SecurityAdministrator', 'Manages keys and controls, and sees no data', KEY_ADMINISTRATORS_PATH);
    const keys = KeyHierarchy.of(this);
    const policy = this.addPolicy(role, 'Duties', [
      this.onThisAccount('RunControls', RUN_CONTROLS),
      this.onThisAccount('ReadConfiguration', READ_CONFIGURATION),
      new PolicyStatement({
        sid: 'ManageKeys',
        actions: [...MANAGE_KEY],
        resources: keys.purposes.map((purpose) => keys.key(purpose).keyArn),
      }),
      refuse('NeverSeeData', [...DATA_ACTIONS, ...OBJECT_READS, ...KEY_USE], { resources: ['*'] }),
    ]);
    except(policy, {
      rule: 'Strongroom::WildcardsConfined',
      reason:
        'The administrator runs whatever detectors, analyzers and backups the account has: those of other apps are not known here.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
    return role;
  }

  private makeAuditor(trailLog: ILogGroup | undefined): Role {
    const role = this.makeRole('Auditor', 'Reads configuration and logs, and changes nothing');
    const archive = LogArchive.of(this);
    const logs = [archive.bucket, archive.accessLogs];
    const logsKey = KeyHierarchy.of(this).key(KeyPurpose.LOGS).keyArn;
    const everyLog = logs.map((bucket) => bucket.arnForObjects('*'));
    this.addPolicy(role, 'Duties', [
      this.onThisAccount('ReadConfiguration', READ_CONFIGURATION),
      new PolicyStatement({
        sid: 'ListLogs',
        actions: ['s3:ListBucket'],
        resources: logs.map(({ bucketArn }) => bucketArn),
      }),
      new PolicyStatement({ sid: 'ReadLogs', actions: ['s3:GetObject'], resources: everyLog }),
      new PolicyStatement({ sid: 'DecryptLogs', actions: ['kms:Decrypt'], resources: [logsKey] }),
      ...(trailLog ? this.queryTrail(trailLog) : []),
      refuse('NeverSeeData', DATA_ACTIONS, { resources: ['*'] }),
      refuse('NeverReadOtherObjects', OBJECT_READS, { notResources: everyLog }),
      refuse('NeverUseOtherKeys', KEY_USE, { notResources: [logsKey] }),
    ]);
    return role;
  }

  private queryTrail(trailLog: ILogGroup): PolicyStatement[] {
    return [
      new PolicyStatement({ sid: 'QueryTrail', actions: [...QUERY_LOG], resources: [trailLog.logGroupArn] }),
      // Results have no resource of their own: they belong to a query, and its id is known to whoever started it.
      this.onThisAccount('ReadResults', ['logs:GetQueryResults']),
    ];
  }

  private makeRole(id: string, description: string, path = '/strongroom/'): Role {
    return new Role(this, id, { assumedBy: this.principal, description, path, maxSessionDuration: Duration.hours(1) });
  }

  private addPolicy(role: Role, id: string, statements: PolicyStatement[]): ManagedPolicy {
    return new ManagedPolicy(role, id, { statements, roles: [role] });
  }

  private onThisAccount(sid: string, actions: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      sid,
      actions: [...actions],
      resources: ['*'],
      conditions: { StringEqualsIfExists: { 'aws:ResourceAccount': Stack.of(this).account } },
    });
  }
}

function refuse(
  sid: string,
  actions: readonly string[],
  where: { readonly resources: string[] } | { readonly notResources: string[] },
): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.DENY, actions: [...actions], ...where });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** The first has no number, so that a second one renames nothing. */
function numbered(id: string, index: number): string {
  return index === 0 ? id : `${id}${index + 1}`;
}
