import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { DeployedResource } from '../support/deployed-app';
import { decoded, type Readers, type Subject, tags } from './reader';

export const IAM_READERS: Readers = {
  'AWS::IAM::Role': {
    read: async (subject) => {
      const { physicalId: RoleName, clients } = subject;
      const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName }));
      const { AttachedPolicies = [] } = await clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const elsewhere = attachedElsewhere(subject, 'AWS::IAM::ManagedPolicy').map(({ physicalId }) => physicalId);
      return {
        RoleName,
        AssumeRolePolicyDocument: decoded(Role?.AssumeRolePolicyDocument),
        Description: Role?.Description,
        ManagedPolicyArns: AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn).filter((arn) => !elsewhere.includes(arn)),
        MaxSessionDuration: Role?.MaxSessionDuration,
        Path: Role?.Path,
        PermissionsBoundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
        Policies: await inlinePolicies(subject),
        Tags: tags(Role?.Tags),
      };
    },
  },
  'AWS::IAM::InstanceProfile': {
    read: async ({ physicalId: InstanceProfileName, clients: { iam } }) => {
      const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
      return { InstanceProfileName, Path: InstanceProfile?.Path, Roles: InstanceProfile?.Roles?.map(({ RoleName }) => RoleName) };
    },
  },
  'AWS::IAM::Policy': {
    read: async ({ properties, clients: { iam } }) => {
      const PolicyName = String(properties['PolicyName']);
      const roles = Array.isArray(properties['Roles']) ? properties['Roles'].map(String) : [];
      const documents = await Promise.all(roles.map((role) => rolePolicy(iam, role, PolicyName)));
      const [first, ...others] = documents.map((document) => JSON.stringify(document));
      if (others.some((other) => other !== first))
        throw new Error(`the policy ${PolicyName} is not the same in ${roles.join(', ')}`);
      return { PolicyName, PolicyDocument: documents[0], Roles: roles };
    },
  },
  'AWS::IAM::ManagedPolicy': {
    read: async (subject) => {
      const { physicalId: PolicyArn, clients } = subject;
      const { Policy } = await clients.iam.send(new GetPolicyCommand({ PolicyArn }));
      const version = await clients.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
      const { PolicyRoles = [] } = await clients.iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
      return {
        Description: Policy?.Description,
        ManagedPolicyName: Policy?.PolicyName,
        Path: Policy?.Path,
        PolicyDocument: decoded(version.PolicyVersion?.Document),
        Roles: PolicyRoles.map(({ RoleName }) => RoleName),
      };
    },
  },
};

async function inlinePolicies(subject: Subject): Promise<unknown> {
  const { physicalId: RoleName, clients } = subject;
  const { PolicyNames = [] } = await clients.iam.send(new ListRolePoliciesCommand({ RoleName }));
  const elsewhere = attachedElsewhere(subject, 'AWS::IAM::Policy').map(({ properties }) => properties['PolicyName']);
  const own = PolicyNames.filter((name) => !elsewhere.includes(name));
  return Promise.all(
    own.map(async (PolicyName) => ({ PolicyName, PolicyDocument: await rolePolicy(clients.iam, RoleName, PolicyName) })),
  );
}

/** Policies that are resources of their own and name this role. */
function attachedElsewhere(subject: Subject, type: string): readonly DeployedResource[] {
  return subject
    .all(type)
    .filter(({ properties }) => Array.isArray(properties['Roles']) && properties['Roles'].includes(subject.physicalId));
}

async function rolePolicy(iam: IAMClient, RoleName: string, PolicyName: string): Promise<unknown> {
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  return decoded(PolicyDocument);
}
