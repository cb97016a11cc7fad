import { BlockDeviceVolume, CfnSnapshotBlockPublicAccess, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { noPublicSnapshots } from '../../../../lib/compliance/rules/residency/no-public-snapshots';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, internal, PARAMETER, resource, stack, store } from './fixtures';

const Volume = store('AWS::EC2::Volume');
const block = (State: unknown = 'block-all-sharing', rest = {}) =>
  resource('AWS::EC2::SnapshotBlockPublicAccess', { State }, rest);
const SAYS = /^snapshots of volumes with data about persons, such as 'Test\/Volume', can be shared with everyone/;
const blockDevices = [{ deviceName: '/dev/sdf', volume: BlockDeviceVolume.ebs(8) }];

export const CASES: RuleCases = {
  rule: noPublicSnapshots,
  compliant: {
    'a region that blocks all sharing': { resources: { Volume, Block: block() }, at: ['Test'] },
    'a block in another stack of the region': {
      sources: [stack('Test', { Volume }), stack('Account', { Block: block() })],
      at: ['Test'],
    },
    "a launch template of the CDK's": {
      build: (scope) => {
        personalAsset().tag(new LaunchTemplate(scope, 'Servers', { blockDevices }));
        new CfnSnapshotBlockPublicAccess(scope, 'Block', { state: 'block-all-sharing' });
      },
      at: ['Test'],
    },
  },
  violations: {
    'a region that blocks nothing': { resources: { Volume }, at: { Test: SAYS } },
    'one that blocks new sharing alone': { resources: { Volume, Block: block('block-new-sharing') }, at: { Test: SAYS } },
    'a state that only the deployment knows': { resources: { Volume, Block: block(PARAMETER) }, at: { Test: SAYS } },
    'a state that a condition decides': {
      resources: { Volume, Block: block(either('block-all-sharing', 'block-new-sharing')) },
      at: { Test: SAYS },
    },
    'a block that is made under a condition': {
      resources: { Volume, Block: block(undefined, { Condition: 'IsProduction' }) },
      at: { Test: SAYS },
    },
    'a block in another region': {
      sources: [stack('Test', { Volume }), stack('Abroad', { Block: block() }, { region: 'eu-west-1' })],
      at: { Test: SAYS },
    },
    'a block in another account': {
      sources: [stack('Test', { Volume }), stack('Other', { Block: block() }, { account: '444455556666' })],
      at: { Test: SAYS },
    },
    "a launch template of the CDK's": {
      build: (scope) => personalAsset().tag(new LaunchTemplate(scope, 'Servers', { blockDevices })),
      at: { Test: /'Test\/Servers\/Resource'/ },
    },
  },
  notApplicable: {
    'volumes of anything else': { resources: { Volume: internal('AWS::EC2::Volume') }, at: ['Test'] },
    'data about persons that is in no volume': { resources: { Orders: store('AWS::DynamoDB::Table') }, at: ['Test'] },
    'no stores': { resources: { Role: resource('AWS::IAM::Role') }, at: ['Test'] },
  },
};
