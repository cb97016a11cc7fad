import { join } from 'node:path';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Stack } from 'aws-cdk-lib/core';
import { webProtected } from '../../../lib/compliance/rules/network/web-protected';
import type { ProtectableResource } from '../../../lib/network/web-acl/protectable';
import { WebAclScope } from '../../../lib/network/web-acl/web-acl';
import { resourcesOf } from '../support';
import { faultsIn, violationsOf, webAclIn } from './fixtures';

const RESOURCES: [string, (stack: Stack) => ProtectableResource][] = [
  [
    'a load balancer',
    (stack) => {
      const availabilityZones = ['eu-central-1a', 'eu-central-1b'];
      const publicSubnetIds = ['subnet-a', 'subnet-b'];
      const publicSubnetRouteTableIds = ['rtb-a', 'rtb-b'];
      const subnets = { availabilityZones, publicSubnetIds, publicSubnetRouteTableIds };
      const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', ...subnets });
      return new ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
    },
  ],
  [
    'a stage of an API',
    (stack) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', new MockIntegration());
      return api.deploymentStage;
    },
  ],
  ['a user pool', (stack) => new UserPool(stack, 'Pool')],
  [
    'a GraphQL API',
    (stack) =>
      new GraphqlApi(stack, 'Graph', { name: 'graph', definition: Definition.fromFile(join(__dirname, 'schema.graphql')) }),
  ],
];

describe.each(RESOURCES)('%s', (_, make) => {
  test('is protected, and was not before', () => {
    const { stack: without } = webAclIn('eu-central-1');
    make(without);
    expect(violationsOf(without, webProtected)).toEqual([expect.stringMatching(/there is no web ACL before it$/)]);
    const { stack, acl } = webAclIn('eu-central-1');
    const resource = make(stack);
    acl.protect(resource);
    expect(violationsOf(stack, webProtected)).toEqual([]);
    expect(resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation').map(({ path }) => path)).toEqual([`${resource.node.path}/WebAcl`]);
  });

  test('of a later stack is protected there, so that the dependency points back', () => {
    const { stack, acl } = webAclIn('eu-central-1');
    const later = new Stack(stack.node.root, 'Later', { env: { account: stack.account, region: stack.region } });
    acl.protect(make(later));
    expect(resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
    expect(resourcesOf(later, 'AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
    expect(later.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
  });

  test('has no second web ACL', () => {
    const { stack, acl } = webAclIn('eu-central-1');
    const resource = make(stack);
    acl.protect(resource);
    expect(faultsIn(() => acl.protect(resource))).toEqual([
      `resource: got '${resource.node.path}'; a resource that no web ACL stands before yet: it can have one`,
    ]);
  });

  test('is nothing that a web ACL of CloudFront can protect', () => {
    const { stack, acl } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT });
    expect(faultsIn(() => acl.protect(make(stack)))).toEqual([
      `scope: got 'CLOUDFRONT'; 'REGIONAL' for anything but a distribution`,
    ]);
  });
});

describe('a distribution', () => {
  const distribution = (stack: Stack) =>
    new Distribution(stack, 'Site', { defaultBehavior: { origin: new HttpOrigin('origin.example.com') } });

  test('is protected by naming the web ACL itself', () => {
    const { stack: without } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT });
    distribution(without);
    expect(violationsOf(without, webProtected)).toHaveLength(1);
    const { stack, acl } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT });
    acl.protect(distribution(stack));
    expect(violationsOf(stack, webProtected)).toEqual([]);
    expect(resourcesOf(stack, 'AWS::CloudFront::Distribution')[0]?.properties.DistributionConfig.WebACLId).toEqual({
      'Fn::GetAtt': [resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.id, 'Arn'],
    });
    expect(resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
  });

  test('is nothing that a regional web ACL can protect', () => {
    const { stack, acl } = webAclIn('us-east-1');
    expect(faultsIn(() => acl.protect(distribution(stack)))).toEqual([
      `scope: got 'REGIONAL'; 'CLOUDFRONT' for a distribution, in a stack in us-east-1`,
    ]);
  });
});

describe('an association by ARN', () => {
  const STAGE = 'arn:aws:apigateway:eu-central-1::/restapis/abc/stages/prod';

  test('puts the web ACL before a resource', () => {
    const { stack, acl } = webAclIn('eu-central-1');
    acl.associate('Api', STAGE);
    expect(resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation').map(({ path, properties }) => ({ path, properties }))).toEqual([
      {
        path: 'Test/WebAcl/Api',
        properties: {
          WebACLArn: { 'Fn::GetAtt': [resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.id, 'Arn'] },
          ResourceArn: STAGE,
        },
      },
    ]);
  });

  test.each([
    STAGE,
    'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188',
    'arn:aws:appsync:eu-central-1:123456789012:apis/abc',
    'arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_abc',
    'arn:aws:ec2:eu-central-1:123456789012:verified-access-instance/vai-0123',
  ])('takes %s', (arn) => {
    expect(faultsIn(() => webAclIn('eu-central-1').acl.associate('Resource1', arn))).toEqual([]);
  });

  test.each([
    'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/shop/50dc6c495c0c9188',
    'arn:aws:apigateway:eu-central-1::/apis/abc/stages/prod',
    'arn:aws:apigateway:eu-central-1::/restapis/abc',
    'arn:aws:cloudfront::123456789012:distribution/E1',
    'shop',
  ])('refuses %s, before which no web ACL can stand', (arn) => {
    expect(faultsIn(() => webAclIn('eu-central-1').acl.associate('Resource1', arn))).toEqual([
      expect.stringMatching(/^resourceArn: got '[^']+'; the ARN of an application load balancer, a stage of a REST API, /),
    ]);
  });

  test('is refused for CloudFront, with what to do instead', () => {
    const { acl } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT });
    expect(faultsIn(() => acl.associate('Site', 'arn:aws:cloudfront::123456789012:distribution/E1'))).toEqual([
      `scope: got 'CLOUDFRONT'; 'REGIONAL'; a CloudFront distribution takes the ARN as its 'webAclId' instead`,
    ]);
  });
});
