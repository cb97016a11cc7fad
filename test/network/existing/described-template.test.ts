import { templateOf } from '../../../lib/network/existing/described-template';
import { parseNetworkDescription } from '../../../lib/network/existing/network-description';
import { description } from '../../support/network-description';

function resources(changes: Readonly<Record<string, unknown>> = {}, tierOf?: (id: string) => string | undefined) {
  return templateOf(parseNetworkDescription(description(changes), 'test'), tierOf).Resources;
}

test('names every resource by the id that AWS gave', () => {
  expect(Object.entries(resources()).map(([id, { Type }]) => `${id}: ${Type.replace('AWS::EC2::', '')}`)).toEqual([
    'vpc-1: VPC',
    'vpc-1/10.1.0.0/16: VPCCidrBlock',
    'subnet-public: Subnet',
    'subnet-app: Subnet',
    'subnet-data: Subnet',
    'rtb-main: RouteTable',
    'rtb-main/subnet-data: SubnetRouteTableAssociation',
    'rtb-public: RouteTable',
    'rtb-public/subnet-public: SubnetRouteTableAssociation',
    'rtb-public/1: Route',
    'rtb-app: RouteTable',
    'rtb-app/subnet-app: SubnetRouteTableAssociation',
    'rtb-app/1: Route',
    'acl-1: NetworkAcl',
    'acl-1/subnet-public: SubnetNetworkAclAssociation',
    'acl-1/subnet-app: SubnetNetworkAclAssociation',
    'acl-1/subnet-data: SubnetNetworkAclAssociation',
    'acl-1/inbound-100: NetworkAclEntry',
    'acl-1/outbound-100: NetworkAclEntry',
    'sg-db: SecurityGroup',
    'igw-1: InternetGateway',
    'igw-1/vpc-1: VPCGatewayAttachment',
    'nat-1: NatGateway',
    'eni-db: NetworkInterface',
    'eni-web: NetworkInterface',
    'eni-web/address: EIPAssociation',
  ]);
});

test('a subnet without a table of its own has the main one', () => {
  expect(resources()['rtb-main/subnet-data']?.Properties).toEqual({
    RouteTableId: { Ref: 'rtb-main' },
    SubnetId: { Ref: 'subnet-data' },
  });
});

test('routes name their targets; local ones and those to gateway endpoints are no routes of a template', () => {
  expect(resources()['rtb-app/1']?.Properties).toEqual({
    RouteTableId: { Ref: 'rtb-app' },
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: { Ref: 'nat-1' },
  });
  expect(Object.keys(resources()).filter((id) => /^rtb-.*\/\d$/.test(id))).toEqual(['rtb-public/1', 'rtb-app/1']);
});

test('a group that lets nothing out is no group without rules, which would let everything out', () => {
  expect(resources()['sg-db']?.Properties).toEqual({
    GroupDescription: 'Databases',
    VpcId: { Ref: 'vpc-1' },
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: { Ref: 'sg-app' } }],
    SecurityGroupEgress: [
      { CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86, Description: 'Nothing' },
    ],
  });
});

test('the last entry of an ACL is no entry of a template', () => {
  expect(resources()['acl-1/inbound-100']?.Properties).toEqual({
    NetworkAclId: { Ref: 'acl-1' },
    RuleNumber: 100,
    RuleAction: 'allow',
    Egress: false,
    Protocol: -1,
    CidrBlock: '0.0.0.0/0',
  });
});

test('a tier that somebody declares prevails over the tag', () => {
  const tagged = { Key: 'strongroom:tier', Value: 'ingress' };
  expect(resources()['subnet-app']?.Properties['Tags']).toEqual([tagged]);
  expect(resources({}, () => 'application')['subnet-app']?.Properties['Tags']).toEqual([{ ...tagged, Value: 'application' }]);
});

test('a firewall has an endpoint by the id that routes name', () => {
  const firewall = {
    Firewall: { FirewallArn: 'arn:fw', FirewallPolicyArn: 'arn:policy', VpcId: 'vpc-1' },
    FirewallStatus: {
      SyncStates: { 'eu-central-1a': { Attachment: { EndpointId: 'vpce-fw', SubnetId: 'subnet-public', Status: 'READY' } } },
    },
  };
  const policy = {
    FirewallPolicy: { StatelessDefaultActions: ['aws:drop'] },
    FirewallPolicyResponse: { FirewallPolicyArn: 'arn:policy' },
  };
  const routes = [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'vpce-fw', State: 'active' }];
  const found = resources({
    Firewalls: [firewall],
    FirewallPolicies: [policy],
    RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [], Routes: routes }],
  });
  expect(found['rtb-1/0']?.Properties['VpcEndpointId']).toEqual({ Ref: 'vpce-fw' });
  expect(found['vpce-fw']).toEqual({
    Type: 'AWS::NetworkFirewall::VpcEndpointAssociation',
    Properties: {
      FirewallArn: { Ref: 'arn:fw' },
      VpcId: { Ref: 'vpc-1' },
      SubnetMapping: { SubnetId: { Ref: 'subnet-public' } },
    },
  });
  expect(found['arn:fw']?.Properties['FirewallPolicyArn']).toEqual({ Ref: 'arn:policy' });
  expect(found['arn:policy']?.Properties['FirewallPolicy']).toEqual({ StatelessDefaultActions: ['aws:drop'] });
});

describe('a description that nothing could be proven by is refused', () => {
  const refused = (changes: Readonly<Record<string, unknown>>) => () =>
    parseNetworkDescription(description(changes), 'network.json');

  test('every list that is missing, at once', () => {
    expect(refused({ NetworkAcls: undefined, SecurityGroups: undefined })).toThrow(
      /^network\.json is not valid:\n {2}- NetworkAcls: got nothing; what 'aws ec2 describe-network-acls' answers.*\n {2}- SecurityGroups: got nothing/,
    );
  });

  test('a page of a longer answer', () => {
    expect(refused({ NextToken: 'abc' })).toThrow(/NextToken: got a page of a longer answer; all pages/);
  });

  test('what is no list of objects', () => {
    expect(refused({ Subnets: ['subnet-1'] })).toThrow(/Subnets: got something else than a list of objects/);
  });

  test('Block Public Access without its exclusions', () => {
    const options = { InternetGatewayBlockMode: 'block-bidirectional' };
    expect(refused({ VpcBlockPublicAccessOptions: options })).toThrow(/VpcBlockPublicAccessExclusions: got nothing/);
    expect(refused({ VpcBlockPublicAccessOptions: options, VpcBlockPublicAccessExclusions: [] })).not.toThrow();
  });
});
