import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnFirewall, CfnFirewallPolicy, CfnLoggingConfiguration, CfnRuleGroup } from 'aws-cdk-lib/aws-networkfirewall';
import { Fn, Names, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LogArchive } from '../../audit/log-archive';
import { FaultCollector } from '../../errors';
import { isDisposable } from '../../profile';
import { exceptWatching, type Rollout } from '../rollout';
import { checkDomains } from './domain-list';
import { egressRules, OWN_CAPACITY } from './egress-rules';
import { managedGroups } from './managed-groups';
import { checkTlsInspection, type TlsInspection, tlsInspectionConfiguration } from './tls-inspection';

/** Properties of an `EgressFirewall`. */
export interface EgressFirewallProps {
  readonly vpc: IVpc;
  /** Subnets that hold the firewall's endpoints and nothing else, at most one a zone. */
  readonly subnets: readonly ISubnet[];
  /** Ranges of the subnets whose traffic the firewall sees: what its rules call `HOME_NET`. */
  readonly clients: readonly string[];
  /**
   * Domains that clients may reach by TLS on port 443: `example.com` for that name alone, `*.example.com` for those below it, `.example.com`
   * for both. None: nothing leaves.
   */
  readonly allowedDomains: readonly string[];
  /**
   * Lets everything through, and alerts of what it would refuse, until a day.
   * @default - it refuses
   */
  readonly watching?: Rollout;
  /**
   * Decrypts what leaves. AWS adds it to no policy that is there already, and takes it from none, so that with it the firewalls get another
   * policy: outside of disposable environments they do so only once somebody has taken their protection of it off.
   * @default - what is encrypted stays so, and the name that a client asks for is believed
   */
  readonly tlsInspection?: TlsInspection;
}

/**
 * Dropping starts once the client has shown which name it wants, however many packets that took, as it does with keys that
 * withstand quantum computers; packets of a server to its client are let be. Nothing is dropped without being logged. Source: "Managing
 * evaluation order for Suricata compatible rules in AWS Network Firewall".
 */
const DROP = 'aws:drop_established_app_layer_to_server';
const ALERT = 'aws:alert_established_app_layer_to_server';
/** After AWS's groups, with room between. */
const OWN_PRIORITY = 1000;

/**
 * The one way out of a network: TLS on port 443 to the domains of a list, and nothing else, past what AWS knows to be hostile. One firewall
 * a zone, because the endpoints of one with several subnets come in no certain order, under one policy. Alerts, flows and, where TLS is
 * inspected, its errors go to the log archive. AWS's resolver and its clock need no way out, and have none here.
 *
 * Without TLS inspection the firewall believes the name that a client asks for: a program that lies about it reaches any server that
 * answers all the same, on port 443. And it waits for that name: what a program sends before, as the beginning of a hello that never ends,
 * reaches any address on port 443, and is answered. TLS inspection closes both, as the firewall then speaks for the client, and the server
 * must have the certificate of that name; the DNS firewall does not, for such a program needs no look-up. The handshake of TCP, without
 * data, reaches any address on port 443 either way.
 *
 * A domain is let through whoever uses it. Where anyone can have an account (`api.github.com`, `s3.us-east-1.amazonaws.com`), a thief can
 * have one, too, and data goes there under an allowed name, past the policies of endpoints; and where many sites stand behind one
 * front, the front may go by the `Host` header, which nothing here looks at.
 *
 * Outside of disposable environments neither firewall nor subnet nor policy can be taken away until somebody takes the protection off:
 * `aws network-firewall update-firewall-delete-protection --firewall-name ... --no-delete-protection`, and likewise
 * `update-firewall-policy-change-protection`. Do so before a deployment with fewer zones, with the profile `minimal`, or without a way out:
 * else CloudFormation takes the routes away, reports success, and leaves firewalls behind, which cost, and stand in the way of others of
 * their name. The rules themselves are encrypted under AWS's key: CloudFormation can name no other.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class EgressFirewall extends Construct {
  /** The endpoint in each of the subnets, in their order: what a route names as its `VpcEndpointId`. */
  public readonly endpointIds: readonly string[];

  public constructor(scope: Construct, id: string, props: EgressFirewallProps) {
    super(scope, id);
    this.validate(props);
    const policy = this.policy(props);
    if (props.watching !== undefined) exceptWatching(policy, props.watching);
    const logs = ['ALERT', 'FLOW', ...(props.tlsInspection === undefined ? [] : ['TLS'])];
    this.endpointIds = props.subnets.map((subnet, index) => {
      const zone = new Construct(this, `Zone${index + 1}`);
      const firewall = this.firewall(zone, props.vpc, subnet, policy);
      log(zone, firewall, logs);
      // `eu-central-1a:vpce-0123`, and only one, as it has one subnet.
      return Fn.select(1, Fn.split(':', Fn.select(0, firewall.attrEndpointIds)));
    });
  }

  private policy({ clients, allowedDomains, watching, tlsInspection }: EgressFirewallProps): CfnFirewallPolicy {
    const stack = Stack.of(this);
    const isWatching = watching !== undefined;
    const own = new CfnRuleGroup(this, 'Rules', {
      ruleGroupName: nameOf(this, 'Rules'),
      description: 'TLS to allowed domains, and nothing else',
      type: 'STATEFUL',
      capacity: OWN_CAPACITY,
      ruleGroup: {
        rulesSource: {
          rulesString: egressRules({ allowedDomains, watching: isWatching, inspected: tlsInspection !== undefined }),
        },
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      },
    });
    const inspection = tlsInspection && tlsInspectionConfiguration(this, 'TlsInspection', clients, tlsInspection);
    // Another one than without inspection, as AWS turns neither into the other.
    const id = inspection === undefined ? 'Policy' : 'InspectingPolicy';
    return new CfnFirewallPolicy(this, id, {
      firewallPolicyName: nameOf(this, id),
      description: 'Drops what no rule lets through',
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        // A connection that the firewall lost track of is reset, so that its client begins anew, and is inspected.
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'REJECT' },
        statefulDefaultActions: isWatching ? [ALERT] : [DROP, ALERT],
        statefulRuleGroupReferences: [
          ...managedGroups(stack, isWatching),
          { resourceArn: own.attrRuleGroupArn, priority: OWN_PRIORITY },
        ],
        policyVariables: { ruleVariables: { HOME_NET: { definition: [...clients] } } },
        ...(inspection !== undefined && { tlsInspectionConfigurationArn: inspection.attrTlsInspectionConfigurationArn }),
      },
    });
  }

  private firewall(zone: Construct, vpc: IVpc, subnet: ISubnet, policy: CfnFirewallPolicy): CfnFirewall {
    const isKept = !isDisposable(this);
    return new CfnFirewall(zone, 'Resource', {
      firewallName: nameOf(zone),
      firewallPolicyArn: policy.attrFirewallPolicyArn,
      vpcId: vpc.vpcId,
      subnetMappings: [{ subnetId: subnet.subnetId }],
      deleteProtection: isKept,
      subnetChangeProtection: isKept,
      firewallPolicyChangeProtection: isKept,
    });
  }

  private validate({ subnets, clients, allowedDomains, tlsInspection }: EgressFirewallProps): void {
    const faults = new FaultCollector(`egress firewall '${this.node.path}'`);
    faults.items('subnets', subnets, 'a subnet of its own for the endpoint in each zone');
    faults.items('clients', clients, 'the ranges of the subnets whose traffic the firewall sees');
    checkDomains(faults, 'allowedDomains', allowedDomains);
    const { region } = Stack.of(this);
    if (tlsInspection !== undefined) {
      checkTlsInspection(faults, 'tlsInspection', tlsInspection, Token.isUnresolved(region) ? undefined : region);
    }
    faults.throwIfAny();
  }
}

/** The archive's policy must stand first: the service would add its own to a bucket that doesn't admit its delivery. Source: "Sending AWS Network Firewall logs to Amazon Simple Storage Service". */
function log(zone: Construct, firewall: CfnFirewall, types: readonly string[]): void {
  const { bucket } = LogArchive.of(zone);
  const logging = new CfnLoggingConfiguration(zone, 'Logs', {
    firewallArn: firewall.attrFirewallArn,
    loggingConfiguration: {
      logDestinationConfigs: types.map((logType) => ({
        logType,
        logDestinationType: 'S3',
        logDestination: { bucketName: bucket.bucketName, prefix: LogArchive.FIREWALL_LOGS_PREFIX },
      })),
    },
  });
  if (bucket.policy !== undefined) logging.node.addDependency(bucket.policy);
}

/** CloudFormation gives these resources no name by itself. */
function nameOf(scope: Construct, suffix?: string): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 110, separator: '-' });
  return suffix === undefined ? name : `${name}-${suffix}`;
}
