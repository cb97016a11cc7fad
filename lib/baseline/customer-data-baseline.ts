import { Stage, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CustomerDataRoles } from '../access/customer-data-roles';
import { WorkloadBoundary } from '../access/permissions-boundary';
import { LogArchive } from '../audit/log-archive';
import { AuditTrail } from '../audit/trail';
import { AlarmTopic } from '../detection/alarm-topic';
import { ExternalAccess } from '../detection/external-access';
import { KeyCheck } from '../detection/key-check';
import { ThreatDetection } from '../detection/threat-detection';
import { TrailAlarms } from '../detection/trail-alarms';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KEY_TAGS } from '../keys/key-names';
import type { CustomerNetwork } from '../network/customer-network';
import { SubnetTier } from '../network/tiers/subnet-tier';
import { WebAcl } from '../network/web-acl/web-acl';
import { provideProfile } from '../profile';
import { CustomerDataBackup } from '../recovery/backup';
import { BreachClock } from '../response/breach-clock';
import { BaselineStack } from './baseline-stack';
import { addStores } from './data-stacks';
import type { ParsedEnvironment } from './environment';
import { addNetwork, addRemoteAccess } from './network-parts';

/**
 * The whole baseline of one environment around its declared data. It composes; each construct decides for itself.
 *
 * Stacks are made, and deploy, in the order of the constructor; a reference only ever points back.
 */
export class CustomerDataBaseline extends Stage {
  public readonly keys: KeyHierarchy;
  public readonly archive: LogArchive;
  public readonly trail: AuditTrail;
  public readonly network: CustomerNetwork;
  public readonly webAcl: WebAcl;
  public readonly roles: CustomerDataRoles;
  public readonly alarms: AlarmTopic;
  public readonly backup: CustomerDataBackup;
  public readonly breachClock: BreachClock;

  public constructor(scope: Construct, id: string, environment: ParsedEnvironment) {
    super(scope, id);
    provideProfile(this, environment.profile);
    Tags.of(this).add(KEY_TAGS.environment, environment.name);
    const stack = (name: string, purpose: string) => new BaselineStack(this, name, environment, purpose);

    const guardrails = stack('Guardrails', 'the most that any role can do');
    new WorkloadBoundary(guardrails, 'Boundary', { prefix: `strongroom-${environment.name}-` }).serve(this);

    this.keys = new KeyHierarchy(stack('Keys', 'one key a purpose'), 'Hierarchy', { environmentName: environment.name }).serve(
      this,
    );

    const audit = stack('Audit', 'the log archive and the trail');
    this.archive = new LogArchive(audit, 'Archive', environment.logRetention && { retention: environment.logRetention }).serve(
      this,
    );
    this.trail = new AuditTrail(audit, 'Trail');

    const network = stack('Network', 'tiers, one way out at most, and a web ACL that blocks');
    this.network = addNetwork(network, environment);
    this.webAcl = new WebAcl(network, 'WebAcl');
    addRemoteAccess(this.network, environment, () => stack('RemoteAccess', 'the ways in for people'));

    for (const { asset, stores } of environment.assets) {
      addStores(asset, stores, (name) => stack(name, `stores of the asset '${asset.name}'`));
    }

    this.roles = new CustomerDataRoles(stack('Access', 'who may do what'), 'Roles', { trailLog: this.trail.logGroup });

    const detection = stack('Detection', 'threats, changes, keys that went wrong');
    this.alarms = new AlarmTopic(detection, 'Alarms', { contacts: environment.contacts }).serve(this);
    const { threatDetection, externalAccess } = environment.existing ?? {};
    new ThreatDetection(detection, 'Threats', threatDetection && { existing: threatDetection });
    new TrailAlarms(detection, 'TrailAlarms', { logGroup: this.trail.logGroup });
    new ExternalAccess(detection, 'ExternalAccess', externalAccess && { existing: externalAccess });
    new KeyCheck(detection, 'KeyCheck', {
      hierarchy: this.keys,
      vpc: this.network.vpc,
      subnets: this.network.tier(SubnetTier.APPLICATION),
    });

    this.backup = new CustomerDataBackup(stack('Recovery', 'backups in a locked vault'), 'Backup');
    this.breachClock = new BreachClock(stack('Response', 'the clock of a breach'), 'BreachClock');
  }
}
