import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { endpointsPoliced } from '../../../../lib/compliance/rules/network/endpoints-policed';
import { SegmentedVpc } from '../../../../lib/network/segmented-vpc';
import type { RuleCases } from '../cases';
import { addVpc, either, NO_VALUE, resource, UNKNOWN } from './fixtures';

const ANYTHING = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const OUTSIDERS = { ...ANYTHING, Effect: 'Deny' };
const endpoint = (statements: unknown, properties = {}) => {
  const PolicyDocument = { Version: '2012-10-17', Statement: statements };
  const interfaceOfKms = { VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-central-1.kms', PolicyDocument };
  return { Endpoint: resource('AWS::EC2::VPCEndpoint', { ...interfaceOfKms, ...properties }) };
};
const when = (operator: string, key: string, value: unknown = 'o-0123456789') => ({
  Condition: { [operator]: { [key]: value } },
});
const at = ['Test/Endpoint'];
const OPEN = { 'Test/Endpoint': /lets anyone use resources of any account/ };

export const CASES: RuleCases = {
  rule: endpointsPoliced,
  compliant: {
    ...Object.fromEntries(
      ['aws:PrincipalOrgID', 'aws:PrincipalAccount', 'aws:ResourceOrgID', 'aws:resourceaccount', 'aws:PrincipalOrgPaths'].map(
        (key) => [`a condition on ${key}`, { resources: endpoint([{ ...ANYTHING, ...when('StringEquals', key) }]), at }],
      ),
    ),
    'a gateway endpoint, of any type by default': {
      resources: endpoint([{ ...ANYTHING, ...when('StringEquals', 'aws:ResourceAccount', { Ref: 'AWS::AccountId' }) }], {
        VpcEndpointType: undefined,
        ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.s3` },
      }),
      at,
    },
    'a policy as a text': {
      resources: endpoint([], {
        PolicyDocument: JSON.stringify({ Statement: { ...ANYTHING, ...when('StringEquals', 'aws:PrincipalOrgID') } }),
      }),
      at,
    },
    'named roles': { resources: endpoint([{ ...ANYTHING, Principal: { AWS: 'arn:aws:iam::123456789012:role/shop' } }]), at },
    'named buckets, for anyone': {
      resources: endpoint([{ ...ANYTHING, Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'] }]),
      at,
    },
    'tables of this account, for anyone': {
      resources: endpoint([{ ...ANYTHING, Resource: { 'Fn::Sub': `arn:aws:dynamodb:*:\${AWS::AccountId}:table/*` } }]),
      at,
    },
    'anything, but nothing outside of the organisation': {
      resources: endpoint([ANYTHING, { ...OUTSIDERS, ...when('StringNotEqualsIfExists', 'aws:ResourceOrgID') }]),
      at,
    },
    'nobody outside of the organisation, services of AWS left out': {
      resources: endpoint([
        ANYTHING,
        {
          ...OUTSIDERS,
          Condition: {
            StringNotEquals: { 'aws:PrincipalOrgID': 'o-0123456789' },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        },
      ]),
      at,
    },
    'a SegmentedVpc': {
      build: (stack) => void new SegmentedVpc(stack, 'Network'),
      at: ['s3', 'dynamodb', 'kms', 'ssm', 'events'].map((service) => `Test/Network/Endpoints/${service}/Resource`),
    },
  },
  violations: {
    'every organisation, by a pattern': {
      resources: endpoint([{ ...ANYTHING, ...when('StringLike', 'aws:PrincipalOrgID', 'o-*') }]),
      at: OPEN,
    },
    'nobody outside of every organisation': {
      resources: endpoint([ANYTHING, { ...OUTSIDERS, ...when('StringNotLike', 'aws:PrincipalOrgID', 'o-*') }]),
      at: OPEN,
    },
    'nobody outside of the organisation, in production only': {
      resources: endpoint([ANYTHING, either({ ...OUTSIDERS, ...when('StringNotEquals', 'aws:PrincipalOrgID') }, NO_VALUE)]),
      at: OPEN,
    },
    'no policy': {
      resources: endpoint([], { PolicyDocument: undefined }),
      at: { 'Test/Endpoint': /has no 'PolicyDocument', and AWS's own lets anyone/ },
    },
    'a policy in production only': {
      resources: endpoint([], {
        PolicyDocument: either({ Statement: [{ ...ANYTHING, ...when('StringEquals', 'aws:PrincipalOrgID') }] }, NO_VALUE),
      }),
      at: { 'Test/Endpoint': /under a condition, the endpoint has no 'PolicyDocument'/ },
    },
    'a policy that only the deployment knows': {
      resources: endpoint([], { PolicyDocument: UNKNOWN }),
      at: { 'Test/Endpoint': /only the deployment knows the whole/ },
    },
    'anyone to anything': { resources: endpoint([ANYTHING]), at: OPEN },
    'anyone, as a principal of AWS': { resources: endpoint([{ ...ANYTHING, Principal: { AWS: '*' } }]), at: OPEN },
    'anyone to any bucket': {
      resources: endpoint([{ ...ANYTHING, Action: 's3:PutObject', Resource: 'arn:aws:s3:::*' }]),
      at: OPEN,
    },
    'anyone to queues of any account': { resources: endpoint([{ ...ANYTHING, Resource: 'arn:aws:sqs:*:*:*' }]), at: OPEN },
    'everyone but one': {
      resources: endpoint([{ ...ANYTHING, Principal: undefined, NotPrincipal: { AWS: '123456789012' } }]),
      at: OPEN,
    },
    'everything but one bucket': {
      resources: endpoint([{ ...ANYTHING, Resource: undefined, NotResource: 'arn:aws:s3:::orders/*' }]),
      at: OPEN,
    },
    'a second statement without a condition': {
      resources: endpoint([
        { ...ANYTHING, ...when('StringEquals', 'aws:PrincipalOrgID') },
        { ...ANYTHING, Action: 's3:GetObject' },
      ]),
      at: OPEN,
    },
    'any organisation': { resources: endpoint([{ ...ANYTHING, ...when('StringLike', 'aws:PrincipalOrgID', '*') }]), at: OPEN },
    'an organisation, if there is one': {
      resources: endpoint([{ ...ANYTHING, ...when('StringEqualsIfExists', 'aws:PrincipalOrgID') }]),
      at: OPEN,
    },
    'a condition on something else': {
      resources: endpoint([{ ...ANYTHING, ...when('Bool', 'aws:SecureTransport', 'true') }]),
      at: OPEN,
    },
    'a refusal of what is outside by both keys': {
      resources: endpoint([
        ANYTHING,
        { ...OUTSIDERS, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-0', 'aws:ResourceOrgID': 'o-0' } } },
      ]),
      at: OPEN,
    },
    'a refusal of one action': {
      resources: endpoint([ANYTHING, { ...OUTSIDERS, Action: 's3:PutObject', ...when('StringNotEquals', 'aws:ResourceOrgID') }]),
      at: OPEN,
    },
    "an endpoint of the CDK's as it comes": {
      build: (stack) => {
        addVpc(stack, 'Vpc').addInterfaceEndpoint('Kms', { service: InterfaceVpcEndpointAwsService.KMS });
      },
      at: { 'Test/Vpc/Kms/Resource': /has no 'PolicyDocument'/ },
    },
  },
  notApplicable: {
    'an endpoint of a load balancer for appliances': {
      resources: endpoint([], { VpcEndpointType: 'GatewayLoadBalancer', PolicyDocument: undefined }),
      at,
    },
    "an endpoint of somebody else's service": {
      resources: endpoint([], { ServiceName: 'com.amazonaws.vpce.eu-central-1.vpce-svc-0123', PolicyDocument: undefined }),
      at,
    },
    'an endpoint of a service of this app': {
      resources: {
        Service: resource('AWS::EC2::VPCEndpointService'),
        ...endpoint([], {
          ServiceName: { 'Fn::Sub': `com.amazonaws.vpce.\${AWS::Region}.\${Service}` },
          PolicyDocument: undefined,
        }),
      },
      at,
    },
  },
};
