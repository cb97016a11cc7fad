import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { EXISTING_METADATA, Existing } from '../../../lib/existing';
import { SegmentedVpc, type SegmentedVpcProps } from '../../../lib/network/segmented-vpc';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

describe('public access', () => {
  const stack = network({});

  test('is blocked both ways for the account and region, and of snapshots altogether', () => {
    expect(settings(stack)).toEqual([
      ['Test/Network/PublicAccess/Resource', { InternetGatewayBlockMode: 'block-bidirectional' }],
      ['Test/Network/PublicAccess/Snapshots', { State: 'block-all-sharing' }],
    ]);
  });

  test('is open to the subnets of load balancers alone', () => {
    expect(exclusions(stack)).toEqual([1, 2, 3].map((zone) => [`ingressSubnet${zone}`, 'allow-bidirectional']));
  });

  test('is blocked once the exclusions stand, so that nothing is cut off', () => {
    const [options] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCBlockPublicAccessOptions'));
    const excluded = resourcesOf(stack, 'AWS::EC2::VPCBlockPublicAccessExclusion').map(({ id }) => id);
    expect(options?.['DependsOn']).toEqual(excluded.sort());
  });

  test('is open outwards to those NAT gateways stand in', () => {
    expect(exclusions(network({ allowedDomains: ['api.example.com'], zones: 2 }))).toEqual([
      ...[1, 2].map((zone) => [`egressSubnet${zone}`, 'allow-egress']),
      ...[1, 2].map((zone) => [`ingressSubnet${zone}`, 'allow-bidirectional']),
    ]);
    expect(exclusions(network({ allowedDomains: ['api.example.com'], profile: 'minimal' })).slice(0, 2)).toEqual([
      ['egressSubnet1', 'allow-egress'],
      ['ingressSubnet1', 'allow-bidirectional'],
    ]);
  });
});

describe('public access that somebody blocks already', () => {
  const stack = testStack();
  const { node } = new SegmentedVpc(stack, 'Network', { existing: { publicAccess: Existing.inOrganization() } });

  test('is not blocked again, and its exclusions are made', () => {
    expect(settings(stack)).toEqual([]);
    expect(exclusions(stack)).toHaveLength(3);
  });

  test('says who does', () => {
    const found = node.findAll().flatMap(({ node: each }) => each.metadata.filter(({ type }) => type === EXISTING_METADATA));
    expect(found.map(({ data }) => data)).toEqual([
      {
        what: 'block public access of VPCs and snapshots',
        providedBy: "the organisation's delegated administrator",
        rules: ['NoPublicSnapshots'],
      },
    ]);
  });
});

function network(props: SegmentedVpcProps): Stack {
  const stack = testStack();
  new SegmentedVpc(stack, 'Network', props);
  return stack;
}

function settings(stack: Stack): unknown[] {
  return ['AWS::EC2::VPCBlockPublicAccessOptions', 'AWS::EC2::SnapshotBlockPublicAccess'].flatMap((type) =>
    resourcesOf(stack, type).map(({ path, properties }) => [path, properties]),
  );
}

/** The subnet of every exclusion, and what it lets pass. */
function exclusions(stack: Stack): unknown[] {
  const paths = new Map(resourcesOf(stack).map(({ id, path }) => [id, path]));
  return resourcesOf(stack, 'AWS::EC2::VPCBlockPublicAccessExclusion')
    .map(({ properties }) => [paths.get(properties.SubnetId.Ref)?.split('/').at(-2), properties.InternetGatewayExclusionMode])
    .sort();
}
