import { type InterfaceVpcEndpointAwsService, InterfaceVpcEndpointAwsService as Service } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A bucket of AWS that a service reads through the S3 endpoint, under an identity that is not ours. */
export interface AwsOwnedBucket {
  /** The endpoint whose service needs it. Without that endpoint the bucket stays closed. */
  readonly neededBy: InterfaceVpcEndpointAwsService;
  /** Name of the bucket in a region. */
  readonly name: (region: string) => string;
  /** Why the service needs it, and why it can't leak customer data. */
  readonly reason: string;
}

/** The buckets of AWS that the S3 endpoint admits, to read only. Source: "VPC endpoint policy examples" of AWS's data perimeter. */
export const AWS_OWNED_BUCKETS: readonly AwsOwnedBucket[] = [
  {
    neededBy: Service.ECR_DOCKER,
    name: (region) => `prod-${region}-starport-layer-bucket`,
    reason: 'ECR keeps the layers of images there, and hands out URLs signed by an account of its own.',
  },
  {
    neededBy: Service.SSM_MESSAGES,
    name: (region) => `aws-ssm-${region}`,
    reason: 'The SSM agent of an instance fetches the code of its documents there, without signing.',
  },
  {
    neededBy: Service.SSM_MESSAGES,
    name: (region) => `patch-baseline-snapshot-${region}`,
    reason: 'Patch Manager leaves the snapshot of a patch baseline there, which the instance fetches without signing.',
  },
];

/**
 * The one statement of every endpoint: identities of this organisation or account, to resources of the same. Foreign credentials
 * brought into the network, and foreign buckets, keys and buses, are out of reach.
 *
 * @param organizationId the organisation; this account alone when there is none
 */
export function perimeter(scope: IConstruct, organizationId: string | undefined): PolicyStatement {
  const { account } = Stack.of(scope);
  return new PolicyStatement({
    sid: organizationId === undefined ? 'OnlyThisAccount' : 'OnlyThisOrganization',
    effect: Effect.ALLOW,
    principals: [new StarPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals:
        organizationId === undefined
          ? { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account }
          : { 'aws:PrincipalOrgID': organizationId, 'aws:ResourceOrgID': organizationId },
    },
  });
}

/** The statement that lets the services of `endpoints` read their buckets of AWS; none where they need none. */
export function readAwsOwnedBuckets(
  scope: IConstruct,
  endpoints: readonly InterfaceVpcEndpointAwsService[],
): PolicyStatement | undefined {
  const stack = Stack.of(scope);
  const needed = AWS_OWNED_BUCKETS.filter(({ neededBy }) => endpoints.some(({ shortName }) => shortName === neededBy.shortName));
  if (needed.length === 0) return undefined;
  return new PolicyStatement({
    sid: 'ReadBucketsOfAws',
    effect: Effect.ALLOW,
    principals: [new StarPrincipal()],
    actions: ['s3:GetObject'],
    resources: needed.map(({ name }) =>
      stack.formatArn({ service: 's3', region: '', account: '', resource: name(stack.region), resourceName: '*' }),
    ),
  });
}
