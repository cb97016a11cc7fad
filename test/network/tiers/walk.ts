import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';

/** The resources of a template, by their logical ids. */
export type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

/** The hops of a packet from where it leaves a subnet, by the name of that, to an address. */
export type Walk = (subnet: string, address: string) => string[];

/**
 * Follows packets by the route tables of a template as AWS does: the longest prefix decides. What it knows of CloudFormation is what these
 * templates say, so that it shares nothing with what made them.
 *
 * @param change what is done to the template before
 */
export function walkerOf(stack: Stack, change: (resources: Resources) => void = () => undefined): { readonly walk: Walk } {
  const resources: Resources = structuredClone(Template.fromStack(stack).toJSON().Resources);
  change(resources);
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const subnets = new Map(
    ofType('AWS::EC2::Subnet').map(([id, { Properties }]) => [nameOf(Properties), { id, cidr: String(Properties['CidrBlock']) }]),
  );
  const nameOfSubnet = (id: string) => [...subnets].find(([, subnet]) => subnet.id === id)?.[0] ?? 'unknown';
  const tables = new Map(
    ofType('AWS::EC2::SubnetRouteTableAssociation').map(([, { Properties }]) => [
      ref(Properties['SubnetId']),
      ref(Properties['RouteTableId']),
    ]),
  );
  const routes = ofType('AWS::EC2::Route').map(([, { Properties }]) => Properties);

  const walk: Walk = (name, address) => {
    const from = subnets.get(name);
    const [local] = [...subnets].filter(([, { cidr }]) => within(address, cidr));
    const found = routes
      .filter(
        (route) =>
          ref(route['RouteTableId']) === tables.get(from?.id ?? '') && within(address, String(route['DestinationCidrBlock'])),
      )
      .sort((a, b) => lengthOf(b['DestinationCidrBlock']) - lengthOf(a['DestinationCidrBlock']));
    const [route] = found;
    const isLocal =
      local !== undefined && (route === undefined || lengthOf(route['DestinationCidrBlock']) <= lengthOf('10.0.0.0/16'));
    if (isLocal) return [`local to ${local[0]}`];
    if (route === undefined) return ['nowhere'];
    if (route['GatewayId'] !== undefined) return ['internet gateway'];
    if (route['NatGatewayId'] !== undefined) {
      const subnet = nameOfSubnet(ref(resources[ref(route['NatGatewayId'])]?.Properties['SubnetId']));
      return [`NAT gateway in ${subnet}`, ...walk(subnet, address)];
    }
    const [id = '', firewall] = firewallOf(resources, route['VpcEndpointId']);
    const subnet = nameOfSubnet(
      ref((firewall?.['SubnetMappings'] as readonly Record<string, unknown>[] | undefined)?.[0]?.['SubnetId']),
    );
    return [`firewall ${/Zone(\d)/.exec(id)?.[1]} in ${subnet}`, ...walk(subnet, address)];
  };
  return { walk };
}

/** The firewall whose first endpoint an expression takes. */
function firewallOf(resources: Resources, expression: unknown): [string, Record<string, unknown> | undefined] {
  const id = /"Fn::GetAtt":\["(\w+)","EndpointIds"\]/.exec(JSON.stringify(expression))?.[1] ?? '';
  return [id, resources[id]?.Type === 'AWS::NetworkFirewall::Firewall' ? resources[id].Properties : undefined];
}

function nameOf({ Tags }: Record<string, unknown>): string {
  const tags = Tags as readonly { readonly Key: string; readonly Value: string }[];
  return (
    tags
      .find(({ Key }) => Key === 'Name')
      ?.Value.split('/')
      .at(-1) ?? ''
  );
}

function ref(value: unknown): string {
  return (value as { readonly Ref?: string } | undefined)?.Ref ?? '';
}

function lengthOf(cidr: unknown): number {
  return Number(String(cidr).split('/')[1]);
}

function within(address: string, cidr: string): boolean {
  const [base = ''] = cidr.split('/');
  const size = 2 ** (32 - lengthOf(cidr));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
