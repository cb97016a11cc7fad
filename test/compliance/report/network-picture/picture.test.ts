import type { Drawing, DrawnEdge } from '../../../../lib/compliance/report/network-picture/drawing';
import { drawingOf } from '../../../../lib/compliance/report/network-picture/picture';
import { crowd, indexOf, type Resources, subnet, TO_INTERNET, tiered, VPC } from './networks';

function drawn(resources: Resources): Drawing {
  const drawing = drawingOf('Network', indexOf(resources));
  if (drawing === undefined) throw new Error('nothing to draw');
  return drawing;
}

/** Lines in words: `route Application0 -> Inspection0 firewall endpoint`. */
function linesOf({ vpcs, outside, edges }: Drawing, ...kinds: readonly DrawnEdge['kind'][]): readonly string[] {
  const names = new Map(outside.map(({ key, label }) => [key, label]));
  const parts = new Map<string, string>();
  for (const { gateways, bands } of vpcs) {
    for (const { key, label } of gateways) names.set(key, label);
    for (const each of bands.flatMap(({ rows }) => rows.flat())) {
      names.set(each.key, each.name);
      for (const part of each.parts) parts.set(part.key, part.label);
    }
  }
  const nameOf = ({ node, part, band }: DrawnEdge['from']) =>
    [band ? `band of ${names.get(node)}` : names.get(node), part && parts.get(part)].filter(Boolean).join(' ');
  return edges
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, from, to, label }) => `${kind} ${nameOf(from)} -> ${nameOf(to)}${label ? ` (${label})` : ''}`);
}

test('no network, no picture', () => {
  expect(drawingOf('x', indexOf({ Topic: { Type: 'AWS::SNS::Topic' } }))).toBeUndefined();
  expect(drawingOf('x', indexOf({ Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } }))).toBeUndefined();
});

test('tiers from the internet inwards, zones in columns, and what stands in each subnet', () => {
  const [vpc] = drawn(tiered(2)).vpcs;
  expect(vpc?.addresses).toBe('10.0.0.0/16');
  expect(
    vpc?.bands.map(({ name, rows }) => [name, rows.flat().map((each) => [each.name, each.zone, each.addresses, each.column])]),
  ).toEqual([
    [
      'Ingress',
      [
        ['Ingress0', 'zone 1', '10.0.0.0/24', 0],
        ['Ingress1', 'zone 2', '10.0.1.0/24', 1],
      ],
    ],
    [
      'Egress',
      [
        ['Egress0', 'zone 1', '10.0.10.0/24', 0],
        ['Egress1', 'zone 2', '10.0.11.0/24', 1],
      ],
    ],
    [
      'Firewall',
      [
        ['Inspection0', 'zone 1', '10.0.20.0/24', 0],
        ['Inspection1', 'zone 2', '10.0.21.0/24', 1],
      ],
    ],
    [
      'Applications',
      [
        ['Application0', 'zone 1', '10.0.30.0/24', 0],
        ['Application1', 'zone 2', '10.0.31.0/24', 1],
      ],
    ],
    [
      'Data',
      [
        ['Data0', 'zone 1', '10.0.40.0/24', 0],
        ['Data1', 'zone 2', '10.0.41.0/24', 1],
      ],
    ],
  ]);
  expect(vpc?.bands.map(({ rows }) => rows[0]?.[0]?.parts.map(({ label }) => label))).toEqual([
    ['load balancer Web (TCP 443)'],
    ['NAT gateway'],
    ['firewall endpoint'],
    [],
    [],
  ]);
});

test('ways out and back by the firewall of the zone, and the way in', () => {
  expect(linesOf(drawn(tiered(1)), 'route', 'return', 'entry')).toEqual([
    'route internet gateway -> The internet',
    'entry internet gateway -> Ingress0',
    'route Egress0 -> internet gateway',
    'return Egress0 -> Inspection0',
    'route Inspection0 -> Egress0 NAT gateway',
    'route Application0 -> Inspection0 firewall endpoint',
  ]);
});

describe('what is proven', () => {
  test('is told in the order of the proof, and drawn where no packet passes', () => {
    const drawing = drawn({ ...VPC, ...subnet('Store', { cidr: '10.0.0.0/24', tier: 'data' }) });
    expect(drawing.claims.map(({ outcome }) => outcome)).toEqual(['holds', 'holds', 'not-asked', 'not-asked', 'not-asked']);
    expect(linesOf(drawing, 'closed', 'breach')).toEqual(['closed The internet -> band of Store (no path in or out: proven)']);
    expect(drawing.description).toContain('No path leads from data to the internet: proven.');
  });

  test('is broken by one route: the path is told hop by hop, and drawn', () => {
    const drawing = drawn({ ...VPC, ...subnet('Store', { cidr: '10.0.0.0/24', tier: 'data', routes: TO_INTERNET }) });
    const [into, outOf] = drawing.claims;
    expect([into?.outcome, outOf?.outcome]).toEqual(['broken', 'broken']);
    expect(outOf?.path).toEqual([
      expect.stringMatching(/^whatever is put into the data subnet reaches the internet by /),
      expect.stringMatching(
        /^1\. anything in 'Store' \u2192 internet gateway 'Gateway', opened by .*StoreRoute0: route 0\.0\.0\.0\/0 to /,
      ),
      expect.stringMatching(/^2\. \u2192 the internet/),
      expect.stringMatching(/^and by \d+ more, told by strongroom check$/),
    ]);
    expect(linesOf(drawing, 'closed')).toEqual([]);
    expect(linesOf(drawing, 'breach')).toEqual([
      'breach The internet -> internet gateway (1)',
      'breach internet gateway -> Store (2)',
      'breach Store -> internet gateway (1)',
      'breach internet gateway -> The internet (2)',
    ]);
  });
});

describe('networks of others', () => {
  test('without tiers stand by where their routes lead', () => {
    const [vpc] = drawn({
      ...VPC,
      ...subnet('Front', { cidr: '10.0.0.0/24', routes: TO_INTERNET }),
      ...subnet('Back', { cidr: '10.0.1.0/24', routes: { '0.0.0.0/0': { NatGatewayId: { Ref: 'Nat' } } } }),
      ...subnet('Deep', { cidr: '10.0.2.0/24' }),
      Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: { Ref: 'Front' }, AllocationId: 'eipalloc-1' } },
    }).vpcs;
    expect(vpc?.bands.map(({ name, rows }) => [name, rows.flat().map((each) => each.name)])).toEqual([
      ['Public', ['Front']],
      ['Private', ['Back']],
      ['Isolated', ['Deep']],
    ]);
  });

  test('with many subnets have rows of six, and one line for all that lead to the same', () => {
    const drawing = drawn(crowd(60));
    expect(drawing.vpcs[0]?.bands.map(({ rows }) => rows.map((row) => row.length))).toEqual([
      [6, 6, 6, 6, 6],
      [6, 6, 6, 6, 6],
    ]);
    expect(linesOf(drawing, 'route')).toEqual([
      'route internet gateway -> The internet',
      expect.stringMatching(/^route band of Subnet\d+ -> internet gateway \(30 of 30\)$/),
      expect.stringMatching(/^route band of Subnet\d+ -> Subnet0 NAT gateway \(30 of 30\)$/),
    ]);
  });

  test('with routes that only the deployment knows lead to what is known then', () => {
    const drawing = drawn({
      ...VPC,
      ...subnet('A', { cidr: '10.0.0.0/24', routes: { '0.0.0.0/0': { GatewayId: { Ref: 'Parameter' } } } }),
    });
    expect(linesOf(drawing, 'undecided')).toEqual(['undecided A -> Known at deployment only']);
  });

  test('with a VPC that no template makes are drawn, too', () => {
    const only = { A: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc-0abc', CidrBlock: '10.0.0.0/24' } } };
    expect(drawn(only).vpcs.map(({ bands }) => bands.flatMap(({ rows }) => rows.flat().map(({ name }) => name)))).toEqual([
      ['A'],
    ]);
  });
});

test('what guards a VPC as a whole is told', () => {
  const about = (property: string) => ({ [property]: { Ref: 'Vpc' } });
  const [vpc] = drawn({
    ...VPC,
    ...subnet('A', { cidr: '10.0.0.0/24' }),
    Dns: { Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation', Properties: about('VpcId') },
    Queries: { Type: 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', Properties: about('ResourceId') },
    Flows: { Type: 'AWS::EC2::FlowLog', Properties: about('ResourceId') },
    Encryption: { Type: 'AWS::EC2::VPCEncryptionControl', Properties: { ...about('VpcId'), Mode: 'monitor' } },
    Block: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } },
    S3: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { ...about('VpcId'), ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] } },
    },
    Other: { Type: 'AWS::EC2::FlowLog', Properties: { ResourceId: 'vpc-0abc' } },
  }).vpcs;
  expect(vpc?.guards).toEqual([
    'DNS firewall',
    'DNS queries logged',
    'flow logs',
    'encryption in transit: monitor',
    'public access blocked: block-bidirectional',
    'gateway endpoints: s3',
  ]);
});
