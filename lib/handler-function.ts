import { type IVpc, Peer, Port, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Feature, isAvailable } from './availability';
import { handlerCode } from './handler-code';
import { KeyHierarchy } from './keys/key-hierarchy';
import { KeyPurpose } from './keys/key-purpose';
import { statefulRemovalPolicy } from './profile';

/** Properties of a `HandlerFunction`. */
export interface HandlerFunctionProps {
  /** Name of the handler: a folder of `lambda`. */
  readonly handler: string;
  /** What the function is for, in a sentence. */
  readonly description: string;
  /** Environment variables. They are encrypted under the key for secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the handler may do, beside logging, tracing and telling what it failed on. */
  readonly statements: readonly PolicyStatement[];
  /**
   * Where an event goes that the function fails on, again and again: the topic of alarms, under the key for messaging. That ends in
   * mailboxes, so that no event may hold personal data.
   */
  readonly failures: ITopic;
  /** How long one run may take. */
  readonly timeout: Duration;
  /** Most runs at a time, reserved for it. Lambda keeps 100 of the account's concurrent executions unreserved, and refuses more. */
  readonly concurrency: number;
  /**
   * Network that the function runs in; its interface endpoints lead to the services that the handler calls.
   * @default - none: the function reaches AWS services over Lambda's own network
   */
  readonly vpc?: IVpc;
  /**
   * Subnets of that network.
   * @default - its private subnets
   */
  readonly subnets?: SubnetSelection;
}

/** What Lambda does with the role of a function in a VPC. Source: "Giving Lambda functions access to resources in an Amazon VPC". */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** "Visualize Lambda function invocations using AWS X-Ray": actions that name no resource. */
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/**
 * A handler of ours as a function: under a role of its own that may do what is stated and no more, traced, with encrypted logs and
 * variables; in a VPC, where one is given, without a way out but HTTPS to what is inside.
 *
 * The role takes no further grants: everything that it may do stands in `statements`.
 */
export class HandlerFunction extends Construct {
  public readonly function: LambdaFunction;
  /** All that the function's role may do. */
  public readonly policy: ManagedPolicy;

  public constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const keys = KeyHierarchy.of(this);
    const messaging = keys.key(KeyPurpose.MESSAGING);
    const secrets = keys.key(KeyPurpose.SECRETS);
    const logGroup = new LogGroup(this, 'Logs', {
      encryptionKey: keys.key(KeyPurpose.LOGS),
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: statefulRemovalPolicy(this),
    });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: props.description,
      statements: [
        ...props.statements,
        allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn),
        allow('TellFailures', ['sns:Publish'], props.failures.topicArn),
        allow('EncryptFailures', ['kms:Decrypt', 'kms:GenerateDataKey'], messaging.keyArn),
        allow('Trace', TRACE, '*'),
        allow('DecryptVariables', ['kms:Decrypt'], secrets.keyArn),
        ...(props.vpc ? this.network() : []),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
      managedPolicies: [this.policy],
    });
    this.function = new LambdaFunction(this, 'Resource', {
      // What the CDK would add to the role is in the policy already, and would become an inline policy.
      role: role.withoutPolicyUpdates(),
      description: props.description,
      code: handlerCode(props.handler),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: isAvailable(this, Feature.LAMBDA_ARM64) ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: 256,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.concurrency,
      environment: { ...props.environment },
      environmentEncryption: secrets,
      deadLetterTopic: props.failures,
      tracing: Tracing.ACTIVE,
      logGroup,
      ...(props.vpc && this.placement(props.vpc, props.subnets)),
    });
  }

  private placement(vpc: IVpc, subnets: SubnetSelection | undefined) {
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'HTTPS to the interface endpoints of the VPC, nothing in',
      allowAllOutbound: false,
    });
    securityGroup.addEgressRule(Peer.ipv4(vpc.vpcCidrBlock), Port.HTTPS, 'HTTPS to the interface endpoints');
    return { vpc, securityGroups: [securityGroup], ...(subnets && { vpcSubnets: subnets }) };
  }

  private network(): PolicyStatement[] {
    const functions = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      allow('AttachToNetwork', NETWORK_INTERFACES, '*'),
      new PolicyStatement({
        sid: 'NeverFromTheCode',
        effect: Effect.DENY,
        actions: NETWORK_INTERFACES,
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': functions } },
      }),
    ];
  }
}

function allow(sid: string, actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources: [resource] });
}
