import { attribute, INTERNET, Network, ref, resource, routes, subnet, tier } from '../network/fixtures';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, unknown>>;

/** A subnet of the network, with its range. */
export const zone = (CidrBlock: string, properties: Properties = {}) => subnet({ CidrBlock, ...properties });

/** The subnets `Public`, `Applications` and `Data`, of which only the first has a route to the internet. */
export const NETWORK: Resources = {
  Network,
  ...INTERNET,
  Public: zone('10.0.0.0/24'),
  Applications: zone('10.0.1.0/24'),
  Data: zone('10.0.2.0/24'),
  ...routes('P', ['Public'], { GatewayId: ref('Internet') }),
  ...routes('A', ['Applications']),
  ...routes('D', ['Data']),
  Group: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Data')] }),
};

/** The same, with tiers declared. */
export const TIERS: Resources = {
  ...NETWORK,
  Public: zone('10.0.0.0/24', { Tags: tier('ingress') }),
  Applications: zone('10.0.1.0/24', { Tags: tier('application') }),
  Data: zone('10.0.2.0/24', { Tags: tier('data') }),
};

/** A NAT gateway, to which the applications have a route. */
export const NAT: Resources = {
  Nat: resource('AWS::EC2::NatGateway', { SubnetId: ref('Public') }),
  ...routes('A', ['Applications'], { NatGatewayId: ref('Nat') }),
};

/** A rule of a security group. */
export const lets = (port: number, peer: Properties, last = port) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: last,
  ...peer,
});
export const ANYONE = { CidrIp: '0.0.0.0/0' };
export const NOBODY = [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }];

export function group(inbound: readonly Properties[], outbound?: readonly Properties[]) {
  return resource('AWS::EC2::SecurityGroup', {
    VpcId: ref('Network'),
    SecurityGroupIngress: inbound,
    ...(outbound && { SecurityGroupEgress: outbound }),
  });
}

/** A database in the data subnet, whose security group has some rules. */
export function database(inbound: readonly Properties[], properties: Properties = {}): Resources {
  return {
    Database: resource('AWS::RDS::DBInstance', {
      DBSubnetGroupName: ref('Group'),
      VPCSecurityGroups: [attribute('Databases', 'GroupId')],
      PubliclyAccessible: false,
      ...properties,
    }),
    Databases: group(inbound),
  };
}

/** A load balancer in the public subnet, with listeners on some ports. */
export function balancer(ports: readonly number[], inbound: readonly Properties[], properties: Properties = {}): Resources {
  return {
    Balancer: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Subnets: [ref('Public')],
      SecurityGroups: [attribute('Balancers', 'GroupId')],
      ...properties,
    }),
    Balancers: group(inbound),
    ...Object.fromEntries(
      ports.map((Port) => [
        `Listener${Port}`,
        resource('AWS::ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Balancer'), Port, Protocol: 'HTTPS' }),
      ]),
    ),
  };
}

/** A task of a service, in some subnets. */
export function service(subnets: readonly string[], inbound: readonly Properties[], AssignPublicIp = 'DISABLED'): Resources {
  return {
    Service: resource('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: subnets.map(ref), SecurityGroups: [attribute('Services', 'GroupId')], AssignPublicIp },
      },
    }),
    Services: group(inbound),
  };
}

/** An entry of a network ACL. */
export function entry(NetworkAclId: unknown, RuleNumber: number, properties: Properties = {}) {
  const all = { Protocol: -1, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' };
  return resource('AWS::EC2::NetworkAclEntry', { NetworkAclId, RuleNumber, ...all, ...properties });
}

/** A network ACL of its own for a subnet, which allows some TCP ports in and all out. */
export function aclFor(
  name: string,
  inbound: readonly { readonly from: string; readonly ports: readonly [number, number] }[],
): Resources {
  const id = `${name}Acl`;
  return {
    [id]: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Network') }),
    [`${id}Of`]: resource('AWS::EC2::SubnetNetworkAclAssociation', { NetworkAclId: ref(id), SubnetId: ref(name) }),
    [`${id}Out`]: entry(ref(id), 100, { Egress: true }),
    ...Object.fromEntries(
      inbound.map(({ from, ports: [From, To] }, at) => [
        `${id}In${at}`,
        entry(ref(id), 100 + at, { Protocol: 6, CidrBlock: from, PortRange: { From, To } }),
      ]),
    ),
  };
}
