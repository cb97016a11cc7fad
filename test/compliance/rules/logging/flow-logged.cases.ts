import { FlowLogTrafficType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { flowLogged } from '../../../../lib/compliance/rules/logging/flow-logged';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { either, resource, UNKNOWN } from './fixtures';

const Network = resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
const flowLog = (properties = {}, rest = {}) => {
  const all = { ResourceType: 'VPC', ResourceId: { Ref: 'Network' }, TrafficType: 'ALL' };
  return resource('AWS::EC2::FlowLog', { ...all, ...properties }, rest);
};

export const CASES: RuleCases = {
  rule: flowLogged,
  compliant: {
    'all traffic': { resources: { Network, Flows: flowLog() }, at: ['Test/Network'] },
    'all traffic, and what is refused once more': {
      resources: { Network, Flows: flowLog(), Refused: flowLog({ TrafficType: 'REJECT' }) },
      at: ['Test/Network'],
    },
    'under the condition of the VPC': {
      resources: { Network: { ...Network, Condition: 'OwnNetwork' }, Flows: flowLog({}, { Condition: 'OwnNetwork' }) },
      at: ['Test/Network'],
    },
    'from another stack': {
      sources: [
        {
          name: 'Network',
          template: {
            Resources: { Network },
            Outputs: { Vpc: { Value: { Ref: 'Network' }, Export: { Name: 'VpcId' } } },
          },
          environment: ENVIRONMENT,
        },
        {
          name: 'Audit',
          template: { Resources: { Flows: flowLog({ ResourceId: { 'Fn::ImportValue': 'VpcId' } }) } },
          environment: ENVIRONMENT,
        },
      ],
      at: ['Network/Network'],
    },
    'the flow log of the CDK': {
      build: (stack) => void new Vpc(stack, 'Network').addFlowLog('Flows'),
      at: ['Test/Network/Resource'],
    },
    'a SegmentedVpc': { build: (stack) => void new SegmentedVpc(stack, 'Network'), at: ['Test/Network/Resource/Resource'] },
  },
  violations: {
    'no flow log': { resources: { Network }, at: { 'Test/Network': /the VPC has no flow log/ } },
    'what is refused only': {
      resources: { Network, Flows: flowLog({ TrafficType: 'REJECT' }) },
      at: { 'Test/Network': /'Test\/Flows' records 'REJECT', not 'ALL'/ },
    },
    'all traffic in production only': {
      resources: { Network, Flows: flowLog({ TrafficType: either('ALL', 'ACCEPT') }) },
      at: { 'Test/Network': /'ALL' or 'ACCEPT'/ },
    },
    'a flow log in production only': {
      resources: { Network, Flows: flowLog({}, { Condition: 'IsProduction' }) },
      at: { 'Test/Network': /under the condition 'IsProduction' only/ },
    },
    'a traffic type that only the deployment knows': {
      resources: { Network, Flows: flowLog({ TrafficType: UNKNOWN }) },
      at: { 'Test/Network': /only the deployment knows/ },
    },
    'a flow log of another VPC': {
      resources: { Network, Other: Network, Flows: flowLog({ ResourceId: { Ref: 'Other' } }) },
      at: { 'Test/Network': /no flow log/ },
    },
    'a flow log of a VPC that only the deployment knows': {
      resources: { Network, Flows: flowLog({ ResourceId: UNKNOWN }) },
      at: { 'Test/Network': /no flow log/ },
    },
    'a flow log of a subnet': {
      resources: { Network, Flows: flowLog({ ResourceType: 'Subnet', ResourceId: { Ref: 'Subnet' } }) },
      at: { 'Test/Network': /no flow log/ },
    },
    'a VPC of the CDK as it comes': {
      build: (stack) => void new Vpc(stack, 'Network'),
      at: { 'Test/Network/Resource': /no flow log/ },
    },
    'what is let through only, by the CDK': {
      build: (stack) => void new Vpc(stack, 'Network').addFlowLog('Flows', { trafficType: FlowLogTrafficType.ACCEPT }),
      at: { 'Test/Network/Resource': /'ACCEPT', not 'ALL'/ },
    },
  },
  notApplicable: {
    'a part of a VPC': { resources: { Subnet: resource('AWS::EC2::Subnet') }, at: ['Test/Subnet'] },
  },
};
