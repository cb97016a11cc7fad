import { Effect, ManagedPolicy, PermissionsBoundary, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { FaultCollector } from '../errors';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import { allowedRegions, KNOWN_REGIONS } from '../regions';
import { GLOBAL_SERVICES, KEY_ADMINISTRATION, PASSED_TO, REFUSED } from './boundary-actions';

/** Path of the roles that may manage keys. Nobody under the boundary can make a role, so nobody can put one there. */
export const KEY_ADMINISTRATORS_PATH = '/strongroom/key-administrators/';

/** Properties of a `WorkloadBoundary`. */
export interface WorkloadBoundaryProps {
  /**
   * Regions where the environment's data may be: nothing under the boundary acts outside them.
   * @default - the region of the stack
   */
  readonly residency?: readonly string[];
  /**
   * Names of the roles that may be passed on to a service, `*` for any characters: those of the environment's stacks.
   * @default - the roles of this stack
   */
  readonly passableRoles?: readonly string[];
}

/**
 * The most that any role of an environment can do, whatever its own policies say. It grants nothing.
 *
 * Everything is inside it but identities, accounts and the organisation. Explicit refusals hold even where a resource's policy
 * admits the role: of touching the audit trail, detection, recovery points and keys, of sharing with the public, of acting
 * outside the residency. Deployments run under CloudFormation's own role, which is not under the boundary.
 *
 * @throws InvalidInputError naming every region and role name that is not valid
 */
export class WorkloadBoundary extends Construct {
  public readonly policy: ManagedPolicy;

  public constructor(scope: Construct, id: string, props: WorkloadBoundaryProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    const residency = props.residency ?? [stack.region];
    const passableRoles = props.passableRoles ?? [`${stack.stackName}-*`];
    validate(this.node.path, residency, passableRoles);
    this.policy = new ManagedPolicy(this, 'Resource', {
      description: 'Strongroom: the most that a role of this environment can do',
      // Allows come first: cdk-nag searches the text for a service's wildcard in front of any later "Allow".
      statements: [...ceiling(stack, passableRoles), ...refusals(stack), outside(residency)],
    });
    except(this.policy, {
      rule: ['AwsSolutions::AwsSolutions-IAM5', 'CloudFormation-Validate::W2512'],
      reason: 'A permissions boundary grants nothing: its allow of everything but identities is the ceiling of what roles grant.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
  }

  /** Puts every role of `scope` and everything below it under the boundary. */
  public serve(scope: IConstruct): this {
    PermissionsBoundary.of(scope).apply(this.policy);
    return this;
  }
}

function ceiling(stack: Stack, passableRoles: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'AllButIdentities',
      notActions: ['account:*', 'iam:*', 'identitystore:*', 'organizations:*', 'sso-directory:*', 'sso:*'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'ReadIdentities',
      actions: ['iam:Generate*', 'iam:Get*', 'iam:List*', 'iam:Simulate*', 'organizations:Describe*'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources: passableRoles.map((name) =>
        stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name }),
      ),
      conditions: {
        StringEquals: { 'iam:PassedToService': PASSED_TO.map((service) => ServicePrincipal.servicePrincipalName(service)) },
      },
    }),
  ];
}

function refusals(stack: Stack): PolicyStatement[] {
  const administrators = stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `${KEY_ADMINISTRATORS_PATH.slice(1)}*`,
  });
  return [
    ...Object.entries(REFUSED).map(([sid, actions]) => refuse(sid, actions)),
    refuse('AdministerKeys', KEY_ADMINISTRATION, { ArnNotLike: { 'aws:PrincipalArn': administrators } }),
    refuse('DeleteKeysInHaste', ['kms:ScheduleKeyDeletion'], {
      NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' },
    }),
    refuse('GrantKeysToOthers', ['kms:CreateGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'false' } }),
    refuse('OpenFunctionUrls', ['lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'], {
      StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' },
    }),
  ];
}

function refuse(sid: string, actions: readonly string[], conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({
    sid: `Never${sid}`,
    effect: Effect.DENY,
    actions: [...actions],
    resources: ['*'],
    ...(conditions && { conditions }),
  });
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

function validate(path: string, residency: readonly string[], passableRoles: readonly string[]): void {
  const faults = new FaultCollector(`workload boundary '${path}'`);
  faults.check(residency.length > 0, 'residency', residency, 'at least one region');
  for (const [index, region] of residency.entries()) {
    const known = Token.isUnresolved(region) || KNOWN_REGIONS.has(region);
    faults.check(known, `residency[${index}]`, region, allowedRegions(region));
  }
  faults.check(passableRoles.length > 0, 'passableRoles', passableRoles, 'at least one name');
  for (const [index, name] of passableRoles.entries()) {
    const fine = Token.isUnresolved(name) || (ROLE_NAME.test(name) && !/^[*?]/.test(name));
    faults.check(
      fine,
      `passableRoles[${index}]`,
      name,
      "a role's name, such as 'orders-*', that starts with what its roles share",
    );
  }
  faults.throwIfAny();
}

const ROLE_NAME = /^[\w+=,.@/*?-]{1,576}$/;
