import type { StageBase } from 'aws-cdk-lib/aws-apigateway';
import type { IGraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** What a regional web ACL can stand before: an application load balancer, a stage of a REST API, a user pool, a GraphQL API. */
export type RegionalResource = IApplicationLoadBalancer | StageBase | IUserPool | IGraphqlApi;

/** What a web ACL can stand before: what is regional, or a distribution. HTTP and WebSocket APIs can have none. */
export type ProtectableResource = RegionalResource | Distribution;

/**
 * The ends of ARNs that an association takes, each with what it names. Source: `AWS::WAFv2::WebACLAssociation` in the CloudFormation
 * reference.
 */
const ASSOCIABLE: readonly (readonly [RegExp, string])[] = [
  [/^arn:[\w-]+:elasticloadbalancing:[^:]*:[^:]*:loadbalancer\/app\/./, 'an application load balancer'],
  [/^arn:[\w-]+:apigateway:[^:]*::\/restapis\/[^/]+\/stages\/./, 'a stage of a REST API'],
  [/^arn:[\w-]+:appsync:[^:]*:[^:]*:apis\/./, 'a GraphQL API'],
  [/^arn:[\w-]+:cognito-idp:[^:]*:[^:]*:userpool\/./, 'a user pool'],
  [/^arn:[\w-]+:apprunner:[^:]*:[^:]*:service\/./, 'a service of App Runner'],
  [/^arn:[\w-]+:ec2:[^:]*:[^:]*:verified-access-instance\/./, 'an instance of Verified Access'],
  [/^arn:[\w-]+:amplify:[^:]*:[^:]*:apps\/./, 'an app of Amplify'],
];

/** What an association's ARN may name. */
export const ALLOWED_ARN = `the ARN of ${ASSOCIABLE.map(([, what]) => what).join(', ')}`;

/** Whether an association takes an ARN, which is known at synthesis. */
export function isAssociable(arn: string): boolean {
  return ASSOCIABLE.some(([form]) => form.test(arn));
}

export function isDistribution(resource: ProtectableResource): resource is Distribution {
  return 'attachWebAclId' in resource;
}

/** ARN by which a web ACL is associated. */
export function associationArn(resource: RegionalResource): string {
  if ('loadBalancerArn' in resource) return resource.loadBalancerArn;
  if ('userPoolArn' in resource) return resource.userPoolArn;
  if ('stageArn' in resource) return resource.stageArn;
  return resource.arn;
}
