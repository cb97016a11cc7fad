import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { InstanceProfile, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { logGroupArn } from '../logs/delivered-logs';
import type { SessionManagerLogging } from './session-manager';

/** Properties of a `ManagedInstanceProfile`. */
export interface ManagedInstanceProfileProps {
  /** The VPC of the instances, whose endpoints they call Systems Manager through. */
  readonly vpc: IVpc;
  /** How sessions are held. */
  readonly sessions: SessionManagerLogging;
}

/**
 * The role of instances that are administered by Session Manager, with what their agent needs for sessions and nothing else: no commands,
 * no parameters, no buckets, all of which `AmazonSSMManagedInstanceCore` would give. It works from within the VPC alone, so that
 * credentials that were taken from an instance are worth nothing elsewhere. What else an instance does is granted to the role.
 *
 * It takes endpoints for `ssm`, `ssmmessages`, `logs` and `kms`. Source: "Verify or add instance permissions for Session Manager".
 */
export class ManagedInstanceProfile extends Construct {
  public readonly role: Role;
  public readonly instanceProfile: InstanceProfile;

  public constructor(scope: Construct, id: string, { vpc, sessions }: ManagedInstanceProfileProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'Instances that are administered by sessions',
    });
    this.instanceProfile = new InstanceProfile(this, 'Resource', { role: this.role });
    new ManagedPolicy(this.role, 'Sessions', { statements: statements(vpc.vpcId, sessions), roles: [this.role] });
  }
}

function statements(vpcId: string, { logGroup, key }: SessionManagerLogging): PolicyStatement[] {
  const here = { StringEquals: { 'aws:SourceVpc': vpcId } };
  return [
    new PolicyStatement({
      sid: 'HoldSessions',
      actions: [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resources: ['*'],
      conditions: here,
    }),
    ...(logGroup === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'LogSessions',
            actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            resources: [logGroupArn(logGroup, '*')],
            conditions: here,
          }),
          // The agent looks whether the log group is encrypted, before it writes.
          new PolicyStatement({
            sid: 'FindLog',
            actions: ['logs:DescribeLogGroups'],
            resources: ['*'],
            conditions: here,
          }),
        ]),
    ...(key === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'DecryptSessions',
            actions: ['kms:Decrypt'],
            resources: [key.keyArn],
            conditions: { ...here, Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } },
          }),
        ]),
  ];
}
