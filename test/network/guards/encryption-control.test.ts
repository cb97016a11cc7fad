import type { Stack } from 'aws-cdk-lib/core';
import { SegmentedVpc, type SegmentedVpcProps } from '../../../lib/network/segmented-vpc';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

test('traffic that is not encrypted is told', () => {
  expect(controls(network({}))).toEqual([['Test/Network/Encryption/Resource', { Mode: 'monitor' }]]);
});

test('by option it has no place, but where it leaves the network, and at functions', () => {
  expect(controls(network({ encryption: 'enforce' }))).toEqual([
    [
      'Test/Network/Encryption/Resource',
      { Mode: 'enforce', InternetGatewayExclusionInput: 'enable', LambdaExclusionInput: 'enable' },
    ],
  ]);
});

test('a network with a firewall is refused to be enforced, as AWS takes none there', () => {
  expect(() => network({ encryption: 'enforce', allowedDomains: ['api.example.com'] })).toThrow(
    /encryption: got 'enforce'; 'monitor' in a network with a way out/,
  );
  expect(() => network({ encryption: 'enforce', profile: 'regulated' })).toThrow(/encryption/);
});

test.each(['cn-north-1', 'eu-south-2', 'us-iso-east-1'])('in %s it is left out, as AWS has it not', (region) => {
  expect(controls(network({}, region))).toEqual([]);
});

function network(props: SegmentedVpcProps, region = 'eu-central-1'): Stack {
  const stack = testStack({ account: '123456789012', region });
  new SegmentedVpc(stack, 'Network', props);
  return stack;
}

/** Every control, with what it says beside the VPC. */
function controls(stack: Stack): unknown[] {
  const [vpc] = resourcesOf(stack, 'AWS::EC2::VPC');
  return resourcesOf(stack, 'AWS::EC2::VPCEncryptionControl').map(({ path, properties: { VpcId, ...rest } }) => {
    expect(VpcId).toEqual({ Ref: vpc?.id });
    return [path, rest];
  });
}
