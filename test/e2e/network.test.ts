import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  DeleteNetworkAclEntryCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { check } from '../../lib/compliance/check/check';
import { failuresOf } from '../../lib/compliance/check/check-report';
import { readPaths } from '../../lib/compliance/check/read-paths';
import { readBack, WITHOUT_READABLE_API } from './readers';
import type { Clients } from './support/clients';
import { DeployedApp, type DeployedResource } from './support/deployed-app';
import { inventory } from './support/inventory';
import { describeNetwork } from './support/network/description';
import { networkOfService } from './support/network/from-service';
import { networkOfTemplate } from './support/network/from-template';
import { DEPLOYMENT_TIMEOUT, Suite, type SynthesizedApp } from './support/suite';

// One story in order: each test finds what the one before it left.
describe('a regulated network with every option', () => {
  let suite: Suite;
  let app: SynthesizedApp;
  let clients: Clients;
  let before: ReadonlySet<string>;
  let resources: readonly DeployedResource[];
  let vpc: string;

  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string, path: RegExp) => {
    const found = ofType(type).filter((resource) => path.test(resource.path));
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type} match ${path}`);
    return found[0];
  };
  /** Facts with constructs in place of ids, in order. */
  const named = (facts: readonly string[]) => {
    const names = new Map(resources.map(({ physicalId, path }) => [physicalId, path]));
    return facts.map((fact) => fact.replace(/\b[a-z]+-[0-9a-f]{8,}\b/g, (id) => names.get(id) ?? id)).sort();
  };
  const deployed = async () => named(await networkOfService(clients.ec2, vpc));

  beforeAll(async () => {
    suite = await Suite.start();
    app = await suite.synth('network-app');
    clients = suite.clients(app.stacks[0]?.region ?? '');
    await suite.cli.bootstrap(app.stacks);
    before = await inventory(clients);
    await suite.deploy(app);
    resources = await DeployedApp.read(suite.emulator.endpoint, app.stacks);
    vpc = one('AWS::EC2::VPC', /./).physicalId;
  }, DEPLOYMENT_TIMEOUT);

  afterAll(() => suite?.stop());

  test('every property that a template sets is what the service tells', async () => {
    const faults = await Promise.all(resources.map((resource) => readBack(resource, resources)));
    expect(faults.flat()).toEqual([]);
  }, 120_000);

  test('every type that a network has stands behind an API', async () => {
    const names = new Set(app.stacks.map(({ name }) => name));
    const levels = (await suite.emulator.resources()).filter(({ stack }) => names.has(stack));
    const inert = new Set(levels.filter(({ level }) => level === 'inert').map(({ type }) => type));
    expect([...inert].filter((type) => !(type in WITHOUT_READABLE_API))).toEqual([]);
  });

  test('its routes, ACLs, groups, gateways, endpoints and guards are those of the template: none is missing, none is more', async () => {
    const expected = named(await networkOfTemplate(resources));
    expect(await deployed()).toEqual(expected);
    const kinds = new Set(expected.map((fact) => fact.split(' ')[0]));
    expect([...kinds].sort()).toEqual(KINDS);
  }, 60_000);

  test('one route, one entry, one rule more, and it is seen', async () => {
    const { ec2 } = clients;
    const plain = await deployed();
    const more = async () => (await deployed()).filter((fact) => !plain.includes(fact));
    const table = one('AWS::EC2::RouteTable', /\/dataSubnet1\//);
    const internet = { RouteTableId: table.physicalId, DestinationCidrBlock: '0.0.0.0/0' };
    const gateway = one('AWS::EC2::InternetGateway', /./);
    await ec2.send(new CreateRouteCommand({ ...internet, GatewayId: gateway.physicalId }));
    expect(await more()).toEqual([`route ${table.path}: 0.0.0.0/0 -> ${gateway.path}`]);
    await ec2.send(new DeleteRouteCommand(internet));

    const acl = one('AWS::EC2::NetworkAcl', /NetworkAcls\/data\//);
    const opened = { NetworkAclId: acl.physicalId, RuleNumber: 1, Egress: false };
    const ports = { PortRange: { From: 5432, To: 5432 }, Protocol: '6', CidrBlock: '0.0.0.0/0' };
    await ec2.send(new CreateNetworkAclEntryCommand({ ...opened, ...ports, RuleAction: 'allow' }));
    expect(await more()).toEqual([`acl ${acl.path} in 1: allow protocol 6 ports 5432-5432 0.0.0.0/0`]);
    await ec2.send(new DeleteNetworkAclEntryCommand(opened));

    const group = one('AWS::EC2::SecurityGroup', /^Network\/Wiki\//);
    const rule = {
      GroupId: group.physicalId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    expect(await more()).toEqual([`group ${group.path} in: tcp ports 22-22 0.0.0.0/0`]);
    await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
    expect(await deployed()).toEqual(plain);
  }, 60_000);

  test('what leaves a zone passes the firewall of that zone both ways', async () => {
    const endpoints = await endpointsOfFirewalls(clients, vpc);
    const { Subnets = [] } = await clients.ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }));
    const tier = (name: string) =>
      Subnets.filter(({ Tags }) => Tags?.some(({ Key, Value }) => Key === 'strongroom:tier' && Value === name));
    const clientsOfFirewall = [...tier('application'), ...tier('management')];
    expect(clientsOfFirewall).toHaveLength(6);
    for (const { AvailabilityZone, SubnetId = '', CidrBlock = '' } of clientsOfFirewall) {
      const endpoint = endpoints.get(AvailabilityZone ?? '');
      expect(endpoint).toMatch(/^vpce-/);
      expect((await routesOf(clients, SubnetId)).get('0.0.0.0/0')).toBe(endpoint);
      const [egress] = tier('egress').filter((subnet) => subnet.AvailabilityZone === AvailabilityZone);
      const back = await routesOf(clients, egress?.SubnetId ?? '');
      expect(back.get(CidrBlock)).toBe(endpoint);
      expect(back.get('0.0.0.0/0')).toMatch(/^igw-/);
      const [firewall] = tier('firewall').filter((subnet) => subnet.AvailabilityZone === AvailabilityZone);
      expect((await routesOf(clients, firewall?.SubnetId ?? '')).get('0.0.0.0/0')).toMatch(/^nat-/);
    }
    for (const { SubnetId = '' } of [...tier('data'), ...tier('endpoints')]) {
      const targets = [...(await routesOf(clients, SubnetId)).values()];
      expect(targets.filter((target) => target !== 'local' && !target.startsWith('vpce-'))).toEqual([]);
      expect(targets.filter((target) => [...endpoints.values()].includes(target))).toEqual([]);
    }
  }, 60_000);

  test('what is deployed proves closed, as its services describe it, and what opens a way out of the data tier is a path', async () => {
    const claims = async () => {
      const description = await describeNetwork(clients, vpc);
      const folder = mkdtempSync(join(tmpdir(), 'described-'));
      writeFileSync(join(folder, 'network.json'), JSON.stringify(description));
      return check(readPaths([folder]).inputs, { proofs: ['reachability'] });
    };
    const closed = await claims();
    expect(failuresOf(closed)).toEqual([]);
    const proven = Object.fromEntries(
      closed.templates.flatMap(({ results }) => results.map(({ rule, passed }) => [rule, passed])),
    );
    expect(proven).toMatchObject({
      'Strongroom::DataUnreachableFromInternet': 3,
      'Strongroom::DataCannotReachInternet': 3,
      'Strongroom::EgressInspected': 9,
      'Strongroom::ManagementClosed': 3,
    });

    // A route, and the ACLs of both tiers that it crosses: each guard by itself would have closed it.
    const { ec2 } = clients;
    const table = one('AWS::EC2::RouteTable', /\/dataSubnet1\//).physicalId;
    const nat = one('AWS::EC2::NatGateway', /Zone1/).physicalId;
    const [data, egress] = [/NetworkAcls\/data\//, /NetworkAcls\/egress\//].map(
      (path) => one('AWS::EC2::NetworkAcl', path).physicalId,
    );
    const route = { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0' };
    const entries = [
      { NetworkAclId: data, RuleNumber: 1, Egress: true },
      { NetworkAclId: egress, RuleNumber: 1, Egress: false },
      { NetworkAclId: egress, RuleNumber: 1, Egress: true },
    ];
    await ec2.send(new CreateRouteCommand({ ...route, NatGatewayId: nat }));
    for (const entry of entries) {
      expect(failuresOf(await claims())).toEqual([]);
      const everything = { Protocol: '-1', CidrBlock: '0.0.0.0/0', RuleAction: 'allow' } as const;
      await ec2.send(new CreateNetworkAclEntryCommand({ ...entry, ...everything }));
    }
    const [failure] = failuresOf(await claims());
    expect(failure?.rule).toBe('Strongroom::DataCannotReachInternet');
    for (const id of [table, nat, data, egress]) expect(failure?.steps?.join('\n')).toContain(id);
    for (const entry of entries) await ec2.send(new DeleteNetworkAclEntryCommand(entry));
    await ec2.send(new DeleteRouteCommand(route));
  }, 60_000);

  test('names that can’t be looked up because DNS Firewall fails are not looked up', async () => {
    const { FirewallConfig } = await clients.resolver.send('GetFirewallConfig', { ResourceId: vpc });
    expect(FirewallConfig).toMatchObject({ FirewallFailOpen: 'DISABLED' });
  });

  test(
    'another domain changes the rules of the firewall, in place, and nothing else',
    async () => {
      const changed = await suite.synth('network-changed-app');
      const done = await suite.recorded(() => suite.deploy(changed));
      expect(done.map(({ operation, type }) => `${operation} ${type}`).sort()).toEqual([
        'update AWS::NetworkFirewall::RuleGroup',
      ]);
      const now = await DeployedApp.read(suite.emulator.endpoint, changed.stacks);
      expect((await Promise.all(now.map((resource) => readBack(resource, now)))).flat()).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'destroyed, it leaves nothing',
    async () => {
      await suite.cli.destroy(app.assembly, app.stacks);
      const left = [...(await inventory(clients))].filter((name) => !before.has(name) && !MADE_BY_LAMBDA.test(name));
      expect(left).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );
});

/** What facts are about. */
const KINDS = [
  'acl',
  'encryption',
  'endpoint',
  'firewall',
  'flow',
  'gateway',
  'group',
  'nat',
  'public',
  'route',
  'subnet',
  'table',
];

// Lambda makes the log group of a function that has none of its own, here those of CDK's custom resources; no stack owns it, on AWS too.
const MADE_BY_LAMBDA = /^log group \/aws\/lambda\/.*Custom(S3AutoDelete|VpcRestrict)/;

/** The endpoint of the firewall in each zone. */
async function endpointsOfFirewalls({ ec2 }: Clients, vpc: string): Promise<ReadonlyMap<string, string>> {
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  const zones = new Map(Subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
  return new Map(
    VpcEndpoints.filter(({ VpcEndpointType }) => VpcEndpointType === 'GatewayLoadBalancer').map(
      ({ SubnetIds: [subnet] = [], VpcEndpointId = '' }) => [zones.get(subnet) ?? '', VpcEndpointId],
    ),
  );
}

/** Where a subnet's traffic goes, by destination. */
async function routesOf({ ec2 }: Clients, subnet: string): Promise<ReadonlyMap<string, string>> {
  const Filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
  const { RouteTables: [table] = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return new Map(
    (table?.Routes ?? []).map(
      ({ DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, GatewayId, NatGatewayId }) => [
        DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? '',
        GatewayId ?? NatGatewayId ?? '',
      ],
    ),
  );
}
