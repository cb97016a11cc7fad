import {
  CfnSecurityGroup,
  CfnSecurityGroupIngress,
  CfnVerifiedAccessEndpoint,
  type ISecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FaultCollector } from '../../errors';
import { isWithinCidr } from '../addresses/ipv4-range';
import { SubnetTier } from '../tiers/subnet-tier';
import { accessPolicy, checkAccessRules, type VerifiedAccessRule } from './access-policy';
import type { VerifiedAccess } from './verified-access';

/** A database that people may connect to: its cluster, instance or proxy, exactly one of them. */
export interface DatabaseTarget {
  readonly clusterArn?: string;
  readonly instanceArn?: string;
  readonly proxyArn?: string;
  /** Name of the endpoint of it that people connect to. */
  readonly endpoint: string;
}

/** What people reach: exactly one of a load balancer, a network interface, a database, a range of addresses. */
export interface VerifiedAccessTarget {
  /** ARN of an internal load balancer. */
  readonly loadBalancerArn?: string;
  readonly networkInterfaceId?: string;
  readonly database?: DatabaseTarget;
  /** A range of addresses of the network: `10.0.8.0/24`. */
  readonly cidr?: string;
  /** The port it listens on. */
  readonly port: number;
  /**
   * What it speaks. People's browsers reach web applications; the rest takes AWS's Connectivity Client.
   * @default - 'https' for load balancers and network interfaces, 'tcp' for the others
   */
  readonly protocol?: 'https' | 'tcp';
  /**
   * Name by which people call the web application: `wiki.example.com`.
   * @default - required for web applications
   */
  readonly applicationDomain?: string;
  /**
   * ARN of the public certificate of that name, in ACM.
   * @default - required for web applications
   */
  readonly certificateArn?: string;
  /**
   * Security group of the target: it lets this endpoint in, at the port.
   * @default - required for all but ranges of addresses
   */
  readonly securityGroup?: ISecurityGroup;
  /**
   * Subnets in which Verified Access stands, one a zone, in the VPC of the target.
   * @default - those of the management tier
   */
  readonly subnets?: SubnetSelection;
  /**
   * Who, of those that the group's rules let in, may reach this application. Both must let them in.
   * @default - all of them
   */
  readonly rules?: readonly VerifiedAccessRule[];
}

/** Properties of a `VerifiedAccessEndpoint`. */
export interface VerifiedAccessEndpointProps extends VerifiedAccessTarget {
  readonly access: VerifiedAccess;
}

type Kind = 'load-balancer' | 'network-interface' | 'rds' | 'cidr';

const NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * The way to one application. From its security group leads a way to the port of the target and nowhere else, and none leads in:
 * what Verified Access lets pass comes from AWS's own network. The network ACLs must let the port through as well: those of the
 * management tier know the ports of applications and of databases that the network was made with, and no others.
 *
 * Sources: "Create a load balancer endpoint for Verified Access", "Create a network interface endpoint for Verified Access".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class VerifiedAccessEndpoint extends Construct {
  /** Name that `applicationDomain` is to be an alias of. */
  public readonly endpointDomain: string;
  public readonly securityGroupId: string;

  public constructor(scope: Construct, id: string, props: VerifiedAccessEndpointProps) {
    super(scope, id);
    const kind = validate(this.node.path, props);
    const { access, port, applicationDomain, certificateArn, rules } = props;
    const web = protocolOf(kind, props) === 'https';
    this.securityGroupId = this.group(props).attrGroupId;
    const endpoint = new CfnVerifiedAccessEndpoint(this, 'Resource', {
      verifiedAccessGroupId: access.groupId,
      attachmentType: 'vpc',
      endpointType: kind,
      description: `${web ? applicationDomain : kind}, port ${port}`,
      securityGroupIds: [this.securityGroupId],
      sseSpecification: access.encryption,
      ...this.targetOptions(kind, props),
      ...(web && {
        applicationDomain: applicationDomain ?? '',
        domainCertificateArn: certificateArn ?? '',
        endpointDomainPrefix: applicationDomain?.split('.')[0] ?? '',
      }),
      ...(rules !== undefined && { policyEnabled: true, policyDocument: accessPolicy(rules, access) }),
    });
    this.endpointDomain = endpoint.attrEndpointDomain;
  }

  /** Its rules stand in it: a group that is made without any gets one of AWS's that lets all out. */
  private group({ access, cidr, port, securityGroup }: VerifiedAccessEndpointProps): CfnSecurityGroup {
    const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port, description: 'People whom Verified Access let in' };
    const target = securityGroup?.securityGroupId;
    const group = new CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: access.network.vpc.vpcId,
      groupDescription: 'Verified Access: to the port of one application',
      securityGroupEgress: [
        { ...rule, ...(cidr !== undefined ? { cidrIp: cidr } : { destinationSecurityGroupId: target ?? '' }) },
      ],
    });
    if (target !== undefined) {
      new CfnSecurityGroupIngress(this, 'LetIn', { ...rule, groupId: target, sourceSecurityGroupId: group.attrGroupId });
    }
    return group;
  }

  private targetOptions(kind: Kind, props: VerifiedAccessEndpointProps) {
    const { access, port } = props;
    const protocol = protocolOf(kind, props);
    const { subnetIds } = access.network.vpc.selectSubnets(props.subnets ?? access.network.tier(SubnetTier.MANAGEMENT));
    const portRanges = [{ fromPort: port, toPort: port }];
    const ports = protocol === 'https' ? { port } : { portRanges };
    switch (kind) {
      case 'load-balancer':
        return { loadBalancerOptions: { loadBalancerArn: props.loadBalancerArn ?? '', protocol, subnetIds, ...ports } };
      case 'network-interface':
        return { networkInterfaceOptions: { networkInterfaceId: props.networkInterfaceId ?? '', protocol, ...ports } };
      case 'cidr':
        return { cidrOptions: { cidr: props.cidr ?? '', protocol, subnetIds, portRanges } };
      case 'rds': {
        const { clusterArn, instanceArn, proxyArn, endpoint = '' } = props.database ?? {};
        return {
          rdsOptions: {
            protocol,
            port,
            subnetIds,
            rdsEndpoint: endpoint,
            ...(clusterArn !== undefined && { rdsDbClusterArn: clusterArn }),
            ...(instanceArn !== undefined && { rdsDbInstanceArn: instanceArn }),
            ...(proxyArn !== undefined && { rdsDbProxyArn: proxyArn }),
          },
        };
      }
    }
  }
}

function kindsOf({ loadBalancerArn, networkInterfaceId, database, cidr }: VerifiedAccessTarget): Kind[] {
  const given: readonly (readonly [Kind, unknown])[] = [
    ['load-balancer', loadBalancerArn],
    ['network-interface', networkInterfaceId],
    ['rds', database],
    ['cidr', cidr],
  ];
  return given.filter(([, target]) => target !== undefined).map(([kind]) => kind);
}

function protocolOf(kind: Kind, { protocol }: VerifiedAccessTarget): 'https' | 'tcp' {
  return protocol ?? (kind === 'rds' || kind === 'cidr' ? 'tcp' : 'https');
}

function validate(path: string, props: VerifiedAccessEndpointProps): Kind {
  const faults = new FaultCollector(`Verified Access endpoint '${path}'`);
  const { access, port, securityGroup, database, cidr, rules } = props;
  const kinds = kindsOf(props);
  const kind = kinds[0] ?? 'load-balancer';
  faults.check(
    kinds.length === 1,
    'target',
    kinds,
    "exactly one of 'loadBalancerArn', 'networkInterfaceId', 'database' and 'cidr'",
  );
  faults.check(Number.isInteger(port) && port >= 1 && port <= 65535, 'port', port, 'a TCP port, 1 to 65535');
  faults.check(
    securityGroup !== undefined || cidr !== undefined,
    'securityGroup',
    undefined,
    'the security group of the target: it lets this endpoint in',
  );
  if (database !== undefined) {
    const named = ['clusterArn', 'instanceArn', 'proxyArn'].filter((name) => Object.hasOwn(database, name));
    faults.check(named.length === 1, 'database', named, "exactly one of 'clusterArn', 'instanceArn' and 'proxyArn'");
  }
  if (cidr !== undefined) checkRange(faults, cidr, access);
  checkProtocol(faults, kind, props);
  if (rules !== undefined) checkAccessRules(faults, 'rules', rules, access);
  faults.throwIfAny();
  return kind;
}

function checkRange(faults: FaultCollector, cidr: string, access: VerifiedAccess): void {
  const { cidr: all } = access.network.plan;
  faults.check(
    isWithinCidr(cidr, all) && cidr !== all,
    'cidr',
    cidr,
    `a range of addresses within the network's (${all}), and not all of it`,
  );
  faults.check(
    access.cidrSubdomain !== undefined,
    'cidr',
    cidr,
    "no range of addresses, unless 'cidrSubdomain' of Verified Access says what their names end with",
  );
}

function checkProtocol(faults: FaultCollector, kind: Kind, props: VerifiedAccessEndpointProps): void {
  const { access, protocol, applicationDomain, certificateArn } = props;
  const spoken = protocolOf(kind, props);
  faults.check(
    (spoken === 'tcp' || kind === 'load-balancer' || kind === 'network-interface') && ['https', 'tcp'].includes(spoken),
    'protocol',
    protocol,
    "'https' or 'tcp' for load balancers and network interfaces, 'tcp' for databases and ranges of addresses",
  );
  if (spoken !== 'https') {
    faults.check(
      access.trust.kind !== 'oidc' || access.trust.publicSigningKeyEndpoint !== undefined,
      'protocol',
      spoken,
      "'https', unless 'publicSigningKeyEndpoint' of the provider says where its keys are: what isn't a browser needs it",
    );
    return;
  }
  faults.check(
    Token.isUnresolved(applicationDomain) || NAME.test(applicationDomain ?? ''),
    'applicationDomain',
    applicationDomain,
    "the name by which people call the application, in lower case: 'wiki.example.com'",
  );
  faults.check(
    Token.isUnresolved(certificateArn) || /^arn:[\w-]+:acm:/.test(certificateArn ?? ''),
    'certificateArn',
    certificateArn,
    'the ARN of a public certificate in ACM',
  );
}
