import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESCRIBED_NETWORK_METADATA, ExistingNetwork } from '../../../lib/network/existing/existing-network';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';
import { testStack } from '../../support/app';
import { description } from '../../support/network-description';

function file(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'network-')), 'network.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const TIERS = { [SubnetTier.APPLICATION]: ['subnet-app'], [SubnetTier.DATA]: ['subnet-data'] };

test('stands in the place of a SegmentedVpc', () => {
  const network = new ExistingNetwork(testStack(), 'Network', { description: file(description()), vpcId: 'vpc-1', tiers: TIERS });
  expect(network.vpc.vpcId).toBe('vpc-1');
  expect(network.tiers).toEqual(['application', 'data']);
  const { subnetIds, availabilityZones } = network.vpc.selectSubnets(network.tier(SubnetTier.DATA));
  expect({ subnetIds, availabilityZones }).toEqual({ subnetIds: ['subnet-data'], availabilityZones: ['eu-central-1a'] });
  expect(network.vpc.selectSubnets(network.tier(SubnetTier.APPLICATION)).subnets[0]?.routeTable.routeTableId).toBe('rtb-app');
});

test('hands its description on, with the tiers that are declared', () => {
  const network = new ExistingNetwork(testStack(), 'Network', { description: file(description()), vpcId: 'vpc-1', tiers: TIERS });
  const [entry] = network.node.metadata;
  expect(entry?.type).toBe(DESCRIBED_NETWORK_METADATA);
  expect(entry?.data.template.Resources['subnet-app'].Properties.Tags).toEqual([
    { Key: 'strongroom:tier', Value: 'application' },
  ]);
});

test('names every fault at once', () => {
  const make = () =>
    new ExistingNetwork(testStack(), 'Network', {
      description: file(description()),
      vpcId: 'vpc-2',
      tiers: { [SubnetTier.APPLICATION]: ['subnet-app', 'subnet-app'] },
    });
  expect(make).toThrow(/vpcId: got 'vpc-2'; a VPC of the description: vpc-1/);
  expect(make).toThrow(/tiers\.data: got nothing; the ids of its subnets, at least one/);
});

test.each([
  [
    'a subnet of no VPC',
    { [SubnetTier.APPLICATION]: ['subnet-9'], [SubnetTier.DATA]: ['subnet-data'] },
    /tiers\.application\[0\]: got 'subnet-9'/,
  ],
  [
    'a subnet of two tiers',
    { [SubnetTier.APPLICATION]: ['subnet-data'], [SubnetTier.DATA]: ['subnet-data'] },
    /tiers\.data\[0\]: got 'subnet-data'/,
  ],
])('refuses %s', (_, tiers, message) => {
  expect(() => new ExistingNetwork(testStack(), 'Network', { description: file(description()), vpcId: 'vpc-1', tiers })).toThrow(
    message,
  );
});

test.each([
  ['no JSON', 'no json', /which cannot be read.*To make one: for what in vpcs/],
  ['half a description', { Vpcs: [], Subnets: [] }, /RouteTables: got nothing/],
])('refuses %s', (_, content, message) => {
  expect(() => new ExistingNetwork(testStack(), 'Network', { description: file(content), vpcId: 'vpc-1', tiers: TIERS })).toThrow(
    message,
  );
});
