import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { noWayOut } from '../../../../lib/compliance/rules/network/no-way-out';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { Network, ref, resource, routes, subnet, tier, UNKNOWN } from './fixtures';

const Data = subnet({ Tags: tier('data') });
const DATA = { Network, Data };

// How data subnets are known, and which targets and destinations are a way out: no-way-out.test.ts.
export const CASES: RuleCases = {
  rule: noWayOut,
  compliant: {
    'a data subnet without routes of its own': { resources: DATA, at: ['Test/Data'] },
    'a data subnet with a route to a private network': {
      resources: {
        ...DATA,
        ...routes('Table', ['Data'], { VpcPeeringConnectionId: 'pcx-1', DestinationCidrBlock: '10.1.0.0/16' }),
      },
      at: ['Test/Data', 'Test/TableData'],
    },
    'a way out of the ingress tier alone': {
      resources: {
        Network,
        Ingress: subnet({ Tags: tier('ingress') }),
        ...routes('Table', ['Ingress'], { GatewayId: 'igw-1' }),
      },
      at: ['Test/TableRoute0'],
    },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network'),
      at: [1, 2, 3].map((zone) => `Test/Network/Resource/dataSubnet${zone}/Subnet`),
    },
  },
  violations: {
    'a NAT gateway': {
      resources: { ...DATA, ...routes('Table', ['Data'], { NatGatewayId: ref('Nat') }), Nat: resource('AWS::EC2::NatGateway') },
      at: { 'Test/TableRoute0': /from the data subnet 'Test\/Data' to a NAT gateway \(Test\/Nat\)/ },
    },
    'a transit gateway for every address': {
      resources: { ...DATA, ...routes('Table', ['Data'], { TransitGatewayId: 'tgw-1' }) },
      at: { 'Test/TableRoute0': /a transit gateway \(tgw-1\) for 0\.0\.0\.0\/0/ },
    },
    'a table that only the deployment knows': {
      resources: {
        ...DATA,
        Association: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref('Data'), RouteTableId: UNKNOWN }),
      },
      at: { 'Test/Association': /route table that cannot be resolved/ },
    },
    'public addresses': {
      resources: { Network, Data: subnet({ Tags: tier('data'), MapPublicIpOnLaunch: 'true' }) },
      at: { 'Test/Data': /gives its instances public addresses/ },
    },
    'subnets of a database behind NAT, in the CDK': {
      build: (stack) =>
        void new Vpc(stack, 'Open', {
          maxAzs: 2,
          natGateways: 1,
          subnetConfiguration: [
            { name: 'public', subnetType: SubnetType.PUBLIC },
            { name: 'database', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
          ],
        }),
      at: {
        'Test/Open/databaseSubnet1/DefaultRoute': /to a NAT gateway/,
        'Test/Open/databaseSubnet2/DefaultRoute': /to a NAT gateway/,
      },
    },
  },
  notApplicable: {
    'subnets for something else': { resources: { Network, Application: subnet() }, at: ['Test/Application'] },
    'a way out of another tier': {
      resources: {
        Network,
        Application: subnet({ Tags: tier('application') }),
        ...routes('Table', ['Application'], { NatGatewayId: 'nat-1' }),
      },
      at: ['Test/TableRoute0'],
    },
  },
};
