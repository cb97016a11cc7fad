import {
  Effect,
  ManagedPolicy,
  PermissionsBoundary,
  PolicyStatement,
  type PolicyStatementProps,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { FaultCollector } from '../errors';
import { allowedRegions, KNOWN_REGIONS } from '../regions';
import {
  BUCKET_KEEPERS,
  controls,
  GLOBAL_SERVICES,
  KEY_ADMINISTRATION,
  OUTSIDE,
  PASSED_TO,
  READ_OUTSIDE,
  REFUSED,
  REFUSED_ON_BUCKETS,
  REFUSED_ON_CONTROLS,
} from './boundary-actions';

/** Path of the roles that may manage keys. Nobody under the boundary can make a role, so nobody can put one there. */
export const KEY_ADMINISTRATORS_PATH = '/strongroom/key-administrators/';

/** More regions, or a longer prefix, would not fit into the 6,144 characters of a policy. */
const MOST_REGIONS = 5;
const LONGEST_PREFIX = 32;
const PREFIX = /^[A-Za-z][A-Za-z0-9-]{1,31}$/;

/** Properties of a `WorkloadBoundary`. */
export interface WorkloadBoundaryProps {
  /**
   * Regions that anything under the boundary may act in. Whoever may act in two of them may copy between them, so name no second one
   * unless every asset of the environment may be there: at most five.
   * @default - the region of the stack
   */
  readonly residency?: readonly string[];
  /**
   * What the names of the environment's resources begin with, as CloudFormation makes them from the names of its stacks: 2 to 32
   * letters, digits and hyphens, such as `orders-dev-`. Its roles may be passed on and taken, its controls are protected.
   * @default - the name of this stack, as far as it has room
   */
  readonly prefix?: string;
}

/**
 * The most that any role of an environment can do, whatever its own policies say. It grants nothing.
 *
 * Everything is inside it but identities, accounts, the organisation and deployments; of roles, it takes and passes on those of the
 * environment alone. Explicit refusals hold even where a resource's policy admits the role: of touching the audit trail, detection,
 * recovery points, keys and the environment's own controls, of sharing with the public, of acting outside the residency, and of
 * running code under a role that something else has, by the ways that `RunAsOthers` lists: AWS keeps no list of all of them.
 *
 * That refuses sessions and commands on instances, shells in containers, and jobs of AWS Batch and Glue. An operator who opens
 * sessions acts as whatever the instance is, so a role for operators needs a boundary of its own. Deployments run under
 * CloudFormation's own role, which is not under the boundary.
 *
 * @throws InvalidInputError naming every region that is not valid, their number, and the prefix
 */
export class WorkloadBoundary extends Construct {
  public readonly policy: ManagedPolicy;

  public constructor(scope: Construct, id: string, props: WorkloadBoundaryProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    const residency = props.residency ?? [stack.region];
    const prefix = props.prefix ?? `${stack.stackName}-`.slice(0, LONGEST_PREFIX);
    validate(this.node.path, residency, prefix);
    this.policy = new ManagedPolicy(this, 'Resource', {
      description: 'Strongroom: the most that a role of this environment can do',
      // Allows come first: cdk-nag searches the text for a service's wildcard in front of any later "Allow".
      statements: [...ceiling(stack, prefix), ...refusals(stack, prefix), outside(residency)],
    });
  }

  /** Puts every role of `scope` and everything below it under the boundary. */
  public serve(scope: IConstruct): this {
    PermissionsBoundary.of(scope).apply(this.policy);
    return this;
  }
}

function ceiling(stack: Stack, prefix: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'AllButIdentitiesAndDeployments',
      notActions: [...OUTSIDE],
      resources: ['*'],
    }),
    new PolicyStatement({ sid: 'ReadIdentitiesAndDeployments', actions: [...READ_OUTSIDE], resources: ['*'] }),
    new PolicyStatement({
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources: [roleArn(stack, `${prefix}*`)],
      conditions: {
        StringEquals: { 'iam:PassedToService': PASSED_TO.map((service) => ServicePrincipal.servicePrincipalName(service)) },
      },
    }),
  ];
}

function refusals(stack: Stack, prefix: string): PolicyStatement[] {
  const administrators = roleArn(stack, `${KEY_ADMINISTRATORS_PATH.slice(1)}*`);
  const arn = (rest: string) => `arn:${stack.partition}:${rest}`;
  return [
    ...Object.entries(REFUSED).map(([sid, actions]) => refuse(sid, actions)),
    refuse('Leave', ['sts:AssumeRole*', 'sts:AssumeRoot'], { notResources: [roleArn(stack, `${prefix}*`)] }),
    refuse('TouchControls', REFUSED_ON_CONTROLS, { resources: controls(prefix).map(arn) }),
    refuse('TouchBuckets', REFUSED_ON_BUCKETS, {
      // CloudFormation names a bucket in lower case, whatever its stack is called.
      resources: [arn(`s3:::${prefix.toLowerCase()}*`)],
      conditions: { StringNotLike: { 'aws:PrincipalArn': [...BUCKET_KEEPERS] } },
    }),
    refuse('AdministerKeys', KEY_ADMINISTRATION, { conditions: { ArnNotLike: { 'aws:PrincipalArn': administrators } } }),
    refuse('DeleteKeysInHaste', ['kms:ScheduleKeyDeletion'], {
      conditions: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    }),
    refuse('GrantKeysToOthers', ['kms:CreateGrant'], { conditions: { Bool: { 'kms:GrantIsForAWSResource': 'false' } } }),
    refuse('OpenFunctionUrls', ['lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'], {
      conditions: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    }),
  ];
}

type Scope = Pick<PolicyStatementProps, 'resources' | 'notResources' | 'conditions'>;

function refuse(sid: string, actions: readonly string[], scope: Scope = {}): PolicyStatement {
  return new PolicyStatement({
    sid: `Never${sid}`,
    effect: Effect.DENY,
    actions: [...actions],
    ...(!scope.notResources && { resources: ['*'] }),
    ...scope,
  });
}

function roleArn(stack: Stack, name: string): string {
  return stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name });
}

function outside(residency: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'NeverActOutsideResidency',
    effect: Effect.DENY,
    notActions: [...GLOBAL_SERVICES],
    resources: ['*'],
    conditions: { StringNotEquals: { 'aws:RequestedRegion': [...residency] } },
  });
}

function validate(path: string, residency: readonly string[], prefix: string): void {
  const faults = new FaultCollector(`workload boundary '${path}'`);
  const count = residency.length;
  faults.check(count > 0 && count <= MOST_REGIONS, 'residency', residency, `one region, and at most ${MOST_REGIONS}`);
  for (const [index, region] of residency.entries()) {
    const known = Token.isUnresolved(region) || KNOWN_REGIONS.has(region);
    faults.check(known, `residency[${index}]`, region, allowedRegions(region));
  }
  faults.check(
    PREFIX.test(prefix),
    'prefix',
    prefix,
    `2 to ${LONGEST_PREFIX} letters, digits and hyphens, first a letter, such as 'orders-dev-'`,
  );
  faults.throwIfAny();
}
