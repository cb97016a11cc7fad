import { parseRequest } from '../../../bin/check-arguments';
import { check } from '../../../lib/compliance/check/check';
import { type CheckReport, failuresOf } from '../../../lib/compliance/check/check-report';
import { FORMATS, type FormatName } from '../../../lib/compliance/check/formats';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import { TIER_TAG } from '../../../lib/network/tiers/subnet-tier';
import { description } from '../../support/network-description';
import { folderWith } from './folder';

const CONTEXT = { version: '1.2.3', skipped: 0, colour: false };

/** A network with a data subnet, as EC2 describes it; by `open` a route leads from there to a NAT gateway. */
function network(open: boolean): string {
  const { Subnets, RouteTables, ...rest } = description();
  const subnets = Subnets.map((subnet) =>
    subnet.SubnetId === 'subnet-data' ? { ...subnet, Tags: [{ Key: TIER_TAG, Value: 'data' }] } : { ...subnet, Tags: [] },
  );
  const route = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' };
  const [main, ...others] = RouteTables;
  return JSON.stringify({ ...rest, Subnets: subnets, RouteTables: [{ ...main, Routes: open ? [route] : [] }, ...others] });
}

function reportOf(files: Readonly<Record<string, string>>): CheckReport {
  return check(readPaths([folderWith(files)]).inputs, { proofs: ['reachability'] });
}

const textOf = (report: CheckReport, format: FormatName = 'text') => FORMATS[format](report, CONTEXT);

test('a network that stands is proven closed, claim by claim', () => {
  const report = reportOf({ 'network.json': network(false) });
  expect(failuresOf(report)).toEqual([]);
  expect(textOf(report)).toMatch(/PROVEN Strongroom::DataCannotReachInternet: holds for 1\n/);
  expect(textOf(report)).toMatch(/NOTHING TO PROVE Strongroom::ManagementClosed: holds for 0\n/);
});

test('a broken claim is told with the path, a line for each hop', () => {
  const report = reportOf({ 'network.json': network(true) });
  const [failure, ...more] = failuresOf(report);
  expect(more).toEqual([]);
  expect(failure).toMatchObject({
    rule: 'Strongroom::DataCannotReachInternet',
    logicalId: 'subnet-data',
    detail: 'whatever is put into the data subnet reaches the internet by TCP',
  });
  const hops = failure?.steps?.map((step) => step.replace(/[^ ']*network\.json\//g, '').replace(/ \(.*/, ''));
  expect(hops).toEqual([
    "anything in 'subnet-data'",
    "-> NAT gateway 'nat-1'",
    "-> internet gateway 'igw-1'",
    '-> the internet',
    'and answers go back',
    "-> internet gateway 'igw-1'",
    "-> NAT gateway 'nat-1'",
    "-> anything in 'subnet-data'",
  ]);
  expect(failure?.steps?.[1]).toContain("rtb-main/0': route 0.0.0.0/0 to NAT gateway");
  expect(textOf(report)).toMatch(/BROKEN Strongroom::DataCannotReachInternet: holds for 0, broken for 1\n/);
});

test.each<[FormatName, RegExp]>([
  ['text', /reaches the internet by TCP\.\n {4}anything in .*\n {4}-> NAT gateway /],
  ['json', /"steps": \[\s*"anything in .*",\s*"-> NAT gateway /],
  ['sarif', /reaches the internet by TCP\.\\nanything in .*\\n-> NAT gateway /],
  ['junit', /reaches the internet by TCP\.\n {2}anything in .*\n {2}-(&gt;|>) NAT gateway /],
])('every format has the path: %s', (format, path) => {
  expect(textOf(reportOf({ 'network.json': network(true) }), format)).toMatch(path);
});

test('what stands is judged by proofs alone: rules are about what is declared', () => {
  const { inputs } = readPaths([folderWith({ 'network.json': network(false) })]);
  const report = check(inputs);
  expect(report.findings).toEqual([]);
  expect(report.templates[0]?.results.map(({ rule }) => rule)).toEqual([
    'Strongroom::DataUnreachableFromInternet',
    'Strongroom::DataCannotReachInternet',
    'Strongroom::OnlyListenersFaceInternet',
    'Strongroom::EgressInspected',
  ]);
});

test('a template that puts a store into a subnet of a described network is judged by what that is', () => {
  const template = `Resources:
  Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { DBSubnetGroupDescription: x, SubnetIds: [subnet-app] } }
  Orders:
    Type: AWS::RDS::DBInstance
    Properties: { DBSubnetGroupName: { Ref: Group }, VPCSecurityGroups: [sg-open] }
`;
  const open = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  const groups = [{ GroupId: 'sg-open', VpcId: 'vpc-1', IpPermissions: [], IpPermissionsEgress: [open] }];
  const report = reportOf({ 'stack.yaml': template, 'network.json': JSON.stringify(description({ SecurityGroups: groups })) });
  const found = failuresOf(report).map(({ rule, path }) => `${rule} ${path.replace(/^.*(?=stack\.yaml|network\.json)/, '')}`);
  expect(found).toContain('Strongroom::DataCannotReachInternet stack.yaml/Orders');
});

test("a group of a peer's is no group that one's own load balancer may have", () => {
  const group = (GroupId: string, ...IpPermissions: readonly object[]) => {
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    return { GroupId, VpcId: 'vpc-1', IpPermissions, IpPermissionsEgress: [all] };
  };
  const tcp = (port: number, peers: object) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peers });
  const peer = { GroupId: 'sg-9', UserId: '999988887777', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' };
  const eni = (id: string, SubnetId: string, Description: string, GroupId: string, more: object = {}) => {
    return { NetworkInterfaceId: id, SubnetId, InterfaceType: 'interface', Description, Groups: [{ GroupId }], ...more };
  };
  const open = { Association: { PublicIp: '203.0.113.7' } };
  const more = (source: object) => ({
    Subnets: description().Subnets.map((subnet) => ({ ...subnet, Tags: [] })),
    SecurityGroups: [
      group('sg-shop', tcp(443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] })),
      group('sg-db', tcp(5432, { UserIdGroupPairs: [source] })),
    ],
    NetworkInterfaces: [
      eni('eni-shop', 'subnet-public', 'ELB app/shop/50dc6c495c0c9188', 'sg-shop', open),
      eni('eni-db', 'subnet-data', 'RDSNetworkInterface', 'sg-db'),
    ],
  });
  const rules = (source: object) =>
    failuresOf(reportOf({ 'network.json': JSON.stringify(description(more(source))) })).map(
      ({ rule, logicalId }) => `${rule} ${logicalId}`,
    );
  expect(rules(peer)).toEqual([]);
  expect(rules({ GroupId: 'sg-shop' })).toEqual(['Strongroom::DataUnreachableFromInternet eni-db']);
});

test('a load balancer that is described without its listeners is reached on whatever port its groups open', () => {
  const balancer = {
    LoadBalancerName: 'shop',
    Type: 'application',
    Scheme: 'internet-facing',
    AvailabilityZones: [{ SubnetId: 'subnet-public' }],
    SecurityGroups: ['sg-shop'],
  };
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  const groups = [{ GroupId: 'sg-shop', VpcId: 'vpc-1', IpPermissions: [ssh], IpPermissionsEgress: [] }];
  const more = { NetworkInterfaces: [], SecurityGroups: groups, LoadBalancers: [balancer] };
  const report = reportOf({ 'network.json': JSON.stringify(description(more)) });
  const found = failuresOf(report).map(({ rule, logicalId, detail }) => `${rule} ${logicalId}: ${detail}`);
  expect(found).toEqual([expect.stringMatching(/OnlyListenersFaceInternet shop: the internet reaches .* by TCP 22$/)]);
});

test('half a description is bad input, which names what is missing', () => {
  const { NetworkAcls: _, ...half } = description();
  expect(() => reportOf({ 'network.json': JSON.stringify(half) })).toThrow(
    /network\.json: NetworkAcls: got nothing; what 'aws ec2 /,
  );
});

test('the flag takes proofs that there are', () => {
  expect(parseRequest(['--proof', 'reachability', 'a']).options).toMatchObject({ proofs: ['reachability'] });
  expect(() => parseRequest(['--proof', 'everything', 'a'])).toThrow(/--proof: got 'everything'; of reachability/);
});
