import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { ZONES } from '../../../lib/network/addresses/cidr-plan';
import { slotOf } from '../../../lib/network/addresses/ipv6-plan';
import { TIER_BLOCKS } from '../../../lib/network/addresses/tier-blocks';
import { SegmentedVpc, type SegmentedVpcProps } from '../../../lib/network/segmented-vpc';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';
import { testStack } from '../../support/app';
import { findings, resourcesOf } from '../support';

const ALL = { ipv6: true, management: true, allowedDomains: ['api.example.com'] };

describe('the plan of IPv6', () => {
  const slots = Object.values(SubnetTier).flatMap((tier) =>
    Array.from({ length: ZONES.max }, (_, zone) => ({ tier, slot: slotOf(tier, zone) })),
  );

  test('has a /64 of its own for every subnet, in the block of its tier', () => {
    expect(new Set(slots.map(({ slot }) => slot)).size).toBe(slots.length);
    for (const { tier, slot } of slots) {
      const { first, sixteenths } = TIER_BLOCKS[tier];
      expect(slot).toBeGreaterThanOrEqual(first * 16);
      expect(slot).toBeLessThan((first + sixteenths) * 16);
    }
  });

  test('is this one', () => {
    expect(
      Object.fromEntries(Object.values(SubnetTier).map((tier) => [tier, [0, 1, 5].map((zone) => slotOf(tier, zone))])),
    ).toEqual({
      ingress: [0, 4, 20],
      data: [32, 36, 52],
      endpoints: [64, 66, 74],
      firewall: [80, 82, 90],
      management: [96, 98, 106],
      egress: [112, 114, 122],
      application: [128, 136, 168],
    });
  });
});

describe('a network with IPv6', () => {
  const stack = network(ALL);
  const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');
  const block = { 'Fn::Select': [0, { 'Fn::GetAtt': [vpc?.id, 'Ipv6CidrBlocks'] }] };

  test('has a /56 of Amazon', () => {
    expect(resourcesOf(stack, 'AWS::EC2::VPCCidrBlock').map(({ path, properties }) => ({ path, properties }))).toEqual([
      { path: 'Test/Network/Ipv6/Block', properties: { VpcId: { Ref: vpc?.id }, AmazonProvidedIpv6CidrBlock: true } },
    ]);
  });

  test('gives every subnet the /64 of its tier and zone once the block is there, and no interface an address that it did not ask for', () => {
    const definitions = Template.fromStack(stack).findResources('AWS::EC2::Subnet');
    for (const { id, path, properties } of resourcesOf(stack, 'AWS::EC2::Subnet')) {
      const [, tier, zone] = /\/(\w+)Subnet(\d)\/Subnet$/.exec(path) ?? [];
      const slot = slotOf(tier as SubnetTier, Number(zone) - 1);
      expect(properties.Ipv6CidrBlock).toEqual({ 'Fn::Select': [slot, { 'Fn::Cidr': [block, 256, '64'] }] });
      expect(properties.AssignIpv6AddressOnCreation).toBe(false);
      expect(definitions[id]?.DependsOn).toContain(resourcesOf(stack, 'AWS::EC2::VPCCidrBlock')[0]?.id);
    }
    expect(Object.keys(definitions)).toHaveLength(21);
  });

  test('has a route to the internet by IPv6 from load balancers alone', () => {
    expect(routes(stack)).toEqual(['ingress ::/0 GatewayId', 'ingress ::/0 GatewayId', 'ingress ::/0 GatewayId']);
    expect(resourcesOf(stack, 'AWS::EC2::EgressOnlyInternetGateway')).toEqual([]);
  });

  test('names the block of a tier in its ACLs, once that is there', () => {
    const definitions = Template.fromStack(stack).findResources('AWS::EC2::NetworkAclEntry');
    const entry = resourcesOf(stack, 'AWS::EC2::NetworkAclEntry').find(({ path }) => path.endsWith('/ingress/In1200/Resource'));
    expect(entry?.properties.Ipv6CidrBlock).toEqual({ 'Fn::Select': [2, { 'Fn::Cidr': [block, 4, '70'] }] });
    expect(definitions[entry?.id ?? '']?.DependsOn).toEqual(resourcesOf(stack, 'AWS::EC2::VPCCidrBlock').map(({ id }) => id));
  });

  test('breaks no rule that is not excepted', () => {
    expect(findings(new SegmentedVpc(testStack(), 'Network', ALL))).toEqual([]);
  });
});

test('a network without IPv6 has none', () => {
  const stack = network({});
  expect(resourcesOf(stack, 'AWS::EC2::VPCCidrBlock')).toEqual([]);
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('Ipv6');
});

test('a tier more moves no /64', () => {
  const subnets = (props: SegmentedVpcProps) =>
    resourcesOf(network({ ipv6: true, ...props }), 'AWS::EC2::Subnet').map(
      ({ path, properties }) => `${path} ${properties.Ipv6CidrBlock['Fn::Select'][0]}`,
    );
  expect(subnets({ ...ALL, zones: 6 })).toEqual(expect.arrayContaining(subnets({ zones: 2 })));
});

function network(props: SegmentedVpcProps): Stack {
  const stack = testStack();
  new SegmentedVpc(stack, 'Network', props);
  return stack;
}

/** Tier, destination and kind of target of every route by IPv6. */
function routes(stack: Stack): string[] {
  const tables = new Map(
    resourcesOf(stack, 'AWS::EC2::RouteTable').map(({ id, properties }) => {
      return [id, properties.Tags.find(({ Key }: { Key: string }) => Key === 'strongroom:tier')?.Value];
    }),
  );
  return resourcesOf(stack, 'AWS::EC2::Route')
    .filter(({ properties }) => properties.DestinationIpv6CidrBlock !== undefined)
    .map(({ properties: { RouteTableId, DestinationIpv6CidrBlock, ...target } }) => {
      return `${tables.get(RouteTableId.Ref)} ${DestinationIpv6CidrBlock} ${Object.keys(target).join(' ')}`;
    });
}
