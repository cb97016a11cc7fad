import { type Entry, entry, groupsOf, isThere, items, ref, strings, text } from './described-resource';
import { type Described, isDescribed, type NetworkDescription } from './network-description';

/**
 * Interfaces that stand for a resource which the description has by itself, or whose packets are others': a transit gateway's belong to
 * its attachment, a gateway load balancer's to its endpoints.
 */
const OF_OTHERS: ReadonlySet<string> = new Set([
  ...['nat_gateway', 'natGateway', 'vpc_endpoint', 'gateway_load_balancer_endpoint', 'gateway_load_balancer'],
  'transit_gateway',
]);

/** An interface, as far as it says what has it. */
interface Interface {
  readonly id: string;
  readonly subnet: { readonly Ref: string };
  readonly groups: readonly { readonly Ref: string }[];
  readonly isPublic: boolean;
}

/** How services describe the interfaces that they make for what a user has, and what that is in the words of CloudFormation. */
const OF_SERVICES: readonly (readonly [RegExp, (its: Interface) => readonly Entry[]])[] = [
  [
    /^RDSNetworkInterface$/,
    ({ id, subnet, groups, isPublic }) => [
      entry(`${id}/subnets`, 'AWS::RDS::DBSubnetGroup', { SubnetIds: [subnet] }),
      entry(id, 'AWS::RDS::DBInstance', {
        DBSubnetGroupName: ref(`${id}/subnets`),
        VPCSecurityGroups: groups,
        PubliclyAccessible: isPublic,
      }),
    ],
  ],
  [
    /^RedshiftNetworkInterface$/,
    ({ id, subnet, groups, isPublic }) => [
      entry(`${id}/subnets`, 'AWS::Redshift::ClusterSubnetGroup', { SubnetIds: [subnet] }),
      entry(id, 'AWS::Redshift::Cluster', {
        ClusterSubnetGroupName: ref(`${id}/subnets`),
        VpcSecurityGroupIds: groups,
        PubliclyAccessible: isPublic,
      }),
    ],
  ],
  [
    /^ElastiCache /,
    ({ id, subnet, groups }) => [
      entry(`${id}/subnets`, 'AWS::ElastiCache::SubnetGroup', { SubnetIds: [subnet] }),
      entry(id, 'AWS::ElastiCache::CacheCluster', { CacheSubnetGroupName: ref(`${id}/subnets`), VpcSecurityGroupIds: groups }),
    ],
  ],
  [
    /^Network interface for DBProxy /,
    ({ id, subnet, groups }) => [entry(id, 'AWS::RDS::DBProxy', { VpcSubnetIds: [subnet], VpcSecurityGroupIds: groups })],
  ],
  [
    /^EFS mount target for /,
    ({ id, subnet, groups }) => [entry(id, 'AWS::EFS::MountTarget', { SubnetId: subnet, SecurityGroups: groups })],
  ],
  [
    /^AWS Lambda VPC ENI/,
    ({ id, subnet, groups }) => [
      entry(id, 'AWS::Lambda::Function', { VpcConfig: { SubnetIds: [subnet], SecurityGroupIds: groups } }),
    ],
  ],
];

/** Everything that has interfaces: load balancers, stores and functions where AWS says so, and interfaces of nobody knows what. */
export function interfaces({ list }: NetworkDescription): readonly Entry[] {
  const listed = list('LoadBalancers');
  const all = list('NetworkInterfaces').filter((each) => !OF_OTHERS.has(text(each, 'InterfaceType')));
  const names = new Set(all.flatMap((each) => balancerOf(each) ?? []));
  const unlisted = [...names].filter((name) => !listed.some((each) => isNamed(each, name)));
  return [
    ...all.filter((each) => balancerOf(each) === undefined).flatMap(networkInterface),
    ...listed.flatMap((balancer) => loadBalancer(balancer, list('Listeners'))),
    ...unlisted.flatMap((name) =>
      unlistedBalancer(
        name,
        all.filter((each) => balancerOf(each) === name),
      ),
    ),
  ];
}

function networkInterface(described: Described): readonly Entry[] {
  const its = {
    id: text(described, 'NetworkInterfaceId'),
    subnet: ref(text(described, 'SubnetId')),
    groups: groupsOf(described),
    isPublic: isPublic(described),
  };
  const words = text(described, 'Description');
  // A user may describe an interface as one likes; those of services are no user's.
  const isOfService = described['RequesterManaged'] !== false;
  const [, ofService] = OF_SERVICES.find(([pattern]) => isOfService && pattern.test(words)) ?? [];
  if (ofService !== undefined) return ofService(its);
  return [
    entry(its.id, 'AWS::EC2::NetworkInterface', { SubnetId: its.subnet, Description: words, GroupSet: its.groups }),
    ...(its.isPublic ? [entry(`${its.id}/address`, 'AWS::EC2::EIPAssociation', { NetworkInterfaceId: ref(its.id) })] : []),
  ];
}

/** Any of its addresses may be public, not the first one only. */
function isPublic(described: Described): boolean {
  return [described, ...items(described, 'PrivateIpAddresses')].some(({ Association }) => {
    return isDescribed(Association) && [Association['PublicIp'], Association['CarrierIp']].some((address) => address != null);
  });
}

/** The load balancer that an interface is of: `app/shop/50dc6c495c0c9188`, or `shop`, a classic one. */
function balancerOf(described: Described): string | undefined {
  return /^ELB (\S+)$/.exec(text(described, 'Description'))?.[1];
}

/** A classic one may have the name of another. */
function isNamed(balancer: Described, name: string): boolean {
  const arn = text(balancer, 'LoadBalancerArn');
  return arn === '' ? name.split('/')[1] === text(balancer, 'LoadBalancerName') : arn.endsWith(`loadbalancer/${name}`);
}

function loadBalancer(described: Described, listeners: readonly Described[]): readonly Entry[] {
  const id = text(described, 'LoadBalancerName');
  const arn = text(described, 'LoadBalancerArn');
  const own = listeners.filter((each) => arn !== '' && text(each, 'LoadBalancerArn') === arn);
  return [
    entry(id, 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Type: described['Type'],
      Scheme: described['Scheme'],
      Subnets: items(described, 'AvailabilityZones').map((zone) => ref(text(zone, 'SubnetId'))),
      SecurityGroups: strings(described, 'SecurityGroups').map(ref),
    }),
    ...(own.length > 0 ? own : [{}]).map((listener, number) => listenerOf(id, listener, number)),
  ];
}

/** A listener; without a port, one that nobody described, on whatever port its groups open. */
function listenerOf(balancer: string, { Port, Protocol }: Described, number = 0): Entry {
  return entry(`${balancer}/listener-${number}`, 'AWS::ElasticLoadBalancingV2::Listener', {
    LoadBalancerArn: ref(balancer),
    ...(Port != null && { Port, Protocol }),
  });
}

/** What is seen of a load balancer by its interfaces. */
function unlistedBalancer(name: string, described: readonly Described[]): readonly Entry[] {
  const standing = described.filter((each) => isThere(each, 'Status'));
  const [kind, id] = name.includes('/') ? name.split('/') : [undefined, name];
  const common = {
    Scheme: standing.some(isPublic) ? 'internet-facing' : 'internal',
    Subnets: standing.map((each) => ref(text(each, 'SubnetId'))),
    SecurityGroups: [...new Set(standing.flatMap(groupsOf).map(({ Ref }) => Ref))].map(ref),
  };
  if (kind === undefined)
    return [entry(`${id}/classic`, 'AWS::ElasticLoadBalancing::LoadBalancer', { ...common, Listeners: [{}] })];
  return [
    entry(name, 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
      ...common,
      Type: kind === 'net' ? 'network' : 'application',
    }),
    listenerOf(name, {}),
  ];
}
