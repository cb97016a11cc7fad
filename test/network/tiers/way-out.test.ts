import { Template } from 'aws-cdk-lib/assertions';
import { EXCEPTION_METADATA } from '../../../lib/exceptions';
import { SegmentedVpc, type SegmentedVpcProps } from '../../../lib/network/segmented-vpc';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';
import { testStack } from '../../support/app';
import { findings, resourcesOf } from '../support';
import { type Resources, type Walk, walkerOf } from './walk';

const OUT = { allowedDomains: ['api.example.com'] };
const SERVER = '203.0.113.7';

describe.each<[string, SegmentedVpcProps, number[]]>([
  ['standard', { ...OUT, management: true }, [0, 1, 2]],
  ['two zones', { ...OUT, zones: 2 }, [0, 1]],
  ['six zones', { ...OUT, zones: 6 }, [0, 1, 2, 3, 4, 5]],
  ['regulated, with no domain', { profile: 'regulated' }, [0, 1, 2]],
  ['minimal', { ...OUT, profile: 'minimal', management: true }, [0, 0, 0]],
])('the way out of a network, %s', (_, props, exits) => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network', props);
  const { walk } = walkerOf(stack);
  const clients = [SubnetTier.APPLICATION, ...(network.has(SubnetTier.MANAGEMENT) ? [SubnetTier.MANAGEMENT] : [])];
  const sources = clients.flatMap((tier) => exits.map((exit, zone) => ({ tier, zone, exit: exit + 1 })));

  test.each(sources)('of $tier in zone $zone passes the firewall and the NAT gateway $exit', ({ tier, zone, exit }) => {
    expect(walk(`${tier}Subnet${zone + 1}`, SERVER)).toEqual([
      `firewall ${exit} in firewallSubnet${exit}`,
      `NAT gateway in egressSubnet${exit}`,
      'internet gateway',
    ]);
  });

  test.each(sources)('back to $tier in zone $zone passes the same firewall', ({ tier, zone, exit }) => {
    const client = firstAddressOf(network.plan.subnet(tier, zone));
    // The NAT gateway gets the answer, and sends it on to the client that asked.
    expect(walk(`egressSubnet${exit}`, client)).toEqual([
      `firewall ${exit} in firewallSubnet${exit}`,
      `local to ${tier}Subnet${zone + 1}`,
    ]);
  });

  test('is the only one: no other tier has a route but those of the network', () => {
    for (const tier of [SubnetTier.DATA, SubnetTier.ENDPOINTS]) {
      for (const zone of exits.keys()) expect(walk(`${tier}Subnet${zone + 1}`, SERVER)).toEqual(['nowhere']);
    }
  });

  test('is not a way between tiers: what stays in the network goes straight', () => {
    for (const { tier, zone } of sources) {
      const database = firstAddressOf(network.plan.subnet(SubnetTier.DATA, zone));
      expect(walk(`${tier}Subnet${zone + 1}`, database)).toEqual([`local to dataSubnet${zone + 1}`]);
    }
  });

  test('has as many firewalls, NAT gateways and addresses as it says, and one policy', () => {
    const count = new Set(exits).size;
    for (const type of ['AWS::NetworkFirewall::Firewall', 'AWS::EC2::NatGateway', 'AWS::EC2::EIP']) {
      expect([type, resourcesOf(stack, type).length]).toEqual([type, count]);
    }
    expect(resourcesOf(stack, 'AWS::NetworkFirewall::FirewallPolicy')).toHaveLength(1);
  });

  test('stays far below what a stack may hold', () => {
    expect(resourcesOf(stack).length).toBeLessThan(400);
  });
});

describe('the way out', () => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network', OUT);

  test('has public NAT gateways, each with an address of its own, once the internet can be reached', () => {
    const paths = new Map(resourcesOf(stack).map(({ id, path }) => [id, path]));
    expect(
      resourcesOf(stack, 'AWS::EC2::NatGateway').map(({ path, properties }) => [
        path,
        paths.get(properties.SubnetId.Ref),
        paths.get(properties.AllocationId['Fn::GetAtt'][0]),
      ]),
    ).toEqual(
      [1, 2, 3].map((zone) => [
        `Test/Network/WayOut/Zone${zone}/Nat`,
        `Test/Network/Resource/egressSubnet${zone}/Subnet`,
        `Test/Network/WayOut/Zone${zone}/Address`,
      ]),
    );
  });

  test('is looked at by a firewall that knows its clients', () => {
    const [policy] = resourcesOf(stack, 'AWS::NetworkFirewall::FirewallPolicy');
    expect(policy?.properties.FirewallPolicy.PolicyVariables.RuleVariables.HOME_NET.Definition).toEqual(['10.0.128.0/18']);
  });

  test('breaks no rule that is not excepted, and excepts the routes to the internet from where NAT gateways stand', () => {
    expect(findings(network)).toEqual([]);
    const exceptions = network.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => `${node.path}: ${data.rule}`),
      );
    expect(exceptions).toEqual(
      ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'].map(
        (pack) => `Test/Network/WayOut/Internet: ${pack}::${pack}-VPCNoUnrestrictedRouteToIGW`,
      ),
    );
  });
});

describe('a walk sees what is broken', () => {
  const broken = (change: (resources: Resources) => void): Walk => {
    const stack = testStack();
    new SegmentedVpc(stack, 'Network', OUT);
    return walkerOf(stack, change).walk;
  };

  test('a client that is sent to the firewall of another zone', () => {
    const walk = broken((resources) => {
      const endpoint = routeIn(resources, 'applicationSubnet2');
      const other = routeIn(resources, 'applicationSubnet1');
      endpoint['VpcEndpointId'] = other['VpcEndpointId'];
    });
    expect(walk('applicationSubnet2', SERVER)[0]).toBe('firewall 1 in firewallSubnet1');
  });

  test('answers that go past the firewall', () => {
    const walk = broken((resources) => {
      for (const [id, { Type, Properties }] of Object.entries(resources)) {
        if (Type === 'AWS::EC2::Route' && Properties['DestinationCidrBlock'] === '10.0.136.0/21') delete resources[id];
      }
    });
    expect(walk('egressSubnet2', '10.0.136.9')).toEqual(['local to applicationSubnet2']);
  });
});

test('without domains there is none', () => {
  const stack = testStack();
  const network = new SegmentedVpc(stack, 'Network', { allowedDomains: [] });
  expect(network.tiers).toEqual(['ingress', 'application', 'data', 'endpoints']);
  for (const type of ['AWS::NetworkFirewall::Firewall', 'AWS::EC2::NatGateway', 'AWS::EC2::EIP']) {
    expect(resourcesOf(stack, type)).toEqual([]);
  }
});

/** The properties of the default route of a subnet. */
function routeIn(resources: Resources, subnet: string): Record<string, unknown> {
  const found = Object.entries(resources).find(
    ([id, { Type, Properties }]) =>
      Type === 'AWS::EC2::Route' &&
      id.includes('WayOut') &&
      id.includes(`Out${subnet}`) &&
      Properties['DestinationCidrBlock'] === '0.0.0.0/0',
  );
  if (found === undefined) throw new Error(`no route in ${subnet}`);
  return found[1].Properties;
}

function firstAddressOf(cidr: string): string {
  return cidr.replace(/\d+\/\d+$/, '9');
}

test('a route keeps its id whatever the profile: of a table, CloudFormation makes no second route to the same range', () => {
  const routes = (profile: SegmentedVpcProps['profile']) => {
    const stack = testStack();
    new SegmentedVpc(stack, 'Network', { ...OUT, ...(profile && { profile }) });
    const made = Object.entries(Template.fromStack(stack).findResources('AWS::EC2::Route'));
    return new Map(made.map(([id, { Properties }]) => [routeKey(Properties), id]));
  };
  const [minimal, standard] = [routes('minimal'), routes('standard')];
  const shared = [...minimal].filter(([key]) => standard.has(key));
  // Internet and application subnets of three zones, and what stays of the first zone's exit.
  expect(shared.length).toBeGreaterThan(6);
  for (const [key, id] of shared) expect([key, standard.get(key)]).toEqual([key, id]);
});

function routeKey({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock }: Record<string, unknown>): string {
  return JSON.stringify([RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock]);
}
