import { type InterfaceVpcEndpointAwsService, InterfaceVpcEndpointAwsService as Service } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
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

/** The buckets of AWS that the S3 endpoint admits, to read only. Source: "Service-owned resources" of AWS's data perimeter policy examples. */
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
  {
    neededBy: Service.SSM_MESSAGES,
    name: (region) => `amazon-ssm-${region}`,
    reason: 'The SSM agent of an instance fetches newer versions of itself there, without signing.',
  },
  {
    neededBy: Service.SSM_MESSAGES,
    name: (region) => `al2023-repos-${region}-de612dc2`,
    reason: 'Amazon Linux 2023 keeps its packages there, and an instance fetches its patches without signing.',
  },
];

/**
 * The one statement of every endpoint: identities of this organisation or account, to resources of the same. Foreign credentials
 * brought into the network, and foreign buckets, keys and buses, are out of reach. A call that nobody signed is refused, too, and
 * so an endpoint of STS takes no `AssumeRoleWithWebIdentity`.
 *
 * S3 tells nobody abroad of a call that an endpoint refused. Other services may put it into the trail of the account whose credentials signed
 * it, where a thief with such credentials could read what it was called with: slowly, and seen as `VpceAccessDenied` by a trail that
 * logs network activity. Source: "Logging requests with server access logging".
 *
 * @param organizationId the organisation; this account alone when there is none
 */
export function perimeter(scope: IConstruct, organizationId: string | undefined): PolicyStatement {
  return new PolicyStatement({
    sid: organizationId === undefined ? 'OnlyThisAccount' : 'OnlyThisOrganization',
    effect: Effect.ALLOW,
    principals: [new StarPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals: {
        ...ownIdentities(scope, organizationId),
        ...(organizationId === undefined
          ? { 'aws:ResourceAccount': Stack.of(scope).account }
          : { 'aws:ResourceOrgID': organizationId }),
      },
    },
  });
}

function ownIdentities(scope: IConstruct, organizationId: string | undefined): Readonly<Record<string, string>> {
  return organizationId === undefined
    ? { 'aws:PrincipalAccount': Stack.of(scope).account }
    : { 'aws:PrincipalOrgID': organizationId };
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

/**
 * The statement by which instances that are administered by Session Manager read the documents and parameters that AWS publishes, which
 * belong to no account: on the endpoint of SSM, and none elsewhere.
 *
 * Source: `ssm_endpoint_policy.json` of AWS's data perimeter policy examples, of which it takes reading alone.
 */
export function readAwsOwnedDocuments(
  scope: IConstruct,
  endpoint: InterfaceVpcEndpointAwsService,
  endpoints: readonly InterfaceVpcEndpointAwsService[],
  organizationId: string | undefined,
): PolicyStatement | undefined {
  const administers = endpoints.some(({ shortName }) => shortName === Service.SSM_MESSAGES.shortName);
  if (endpoint.shortName !== Service.SSM.shortName || !administers) return undefined;
  return new PolicyStatement({
    sid: 'ReadDocumentsOfAws',
    effect: Effect.ALLOW,
    principals: [new StarPrincipal()],
    actions: ['ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:GetParameter', 'ssm:GetParameters'],
    resources: ['document/*', 'parameter/aws/*'].map((resource) =>
      Stack.of(scope).formatArn({ service: 'ssm', account: '', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    ),
    conditions: { StringEquals: ownIdentities(scope, organizationId) },
  });
}
