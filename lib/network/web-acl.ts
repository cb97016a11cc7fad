import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { declareOwn } from '../declaration/own-data';
import { FaultCollector, InvalidInputError } from '../errors';
import { KeyHierarchy } from '../keys/key-hierarchy';
import { KeyPurpose } from '../keys/key-purpose';
import { statefulRemovalPolicy } from '../profile';
import { admitDelivery, logGroupArn } from './delivered-logs';
import { REFUSAL, visibility, webAclRules } from './web-acl-rules';

/** What a web ACL protects. */
export enum WebAclScope {
  /** Load balancers, APIs and user pools of the stack's region. */
  REGIONAL = 'REGIONAL',
  /** CloudFront distributions; in a stack in us-east-1 only. */
  CLOUDFRONT = 'CLOUDFRONT',
}

/** Properties of a `WebAcl`. */
export interface WebAclProps {
  /**
   * What the web ACL protects.
   * @default WebAclScope.REGIONAL
   */
  readonly scope?: WebAclScope;
  /**
   * Requests that one address may send in five minutes before it is refused, 10 to 2,000,000,000.
   * @default 1000
   */
  readonly requestsPerFiveMinutes?: number;
}

/** Where CloudFront's web ACLs are. */
const CLOUDFRONT_REGION = 'us-east-1';
const RATE = { min: 10, max: 2_000_000_000 } as const;
/** Headers that carry credentials. */
const SECRET_HEADERS = ['authorization', 'cookie'] as const;

/**
 * A web application firewall that blocks, from its first day: malicious and anonymous addresses, floods, known attacks, SQL
 * injection, and whatever is too big to inspect (so uploads go to S3 by signed URL). What no rule refuses is let through: a firewall
 * knows attacks, the application knows who may do what.
 *
 * Requests are logged without credentials and query strings, under the key for logs; no sample of them is kept. Source: "Sending
 * web ACL traffic logs to an Amazon CloudWatch Logs log group".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class WebAcl extends Construct {
  public readonly scope: WebAclScope;
  /** The logs of every request that the web ACL saw. */
  public readonly logGroup: LogGroup;
  private readonly resource: CfnWebACL;

  public constructor(scope: Construct, id: string, props: WebAclProps = {}) {
    super(scope, id);
    this.scope = props.scope ?? WebAclScope.REGIONAL;
    const limit = props.requestsPerFiveMinutes ?? 1000;
    this.validate(limit);
    this.resource = new CfnWebACL(this, 'Resource', {
      scope: this.scope,
      defaultAction: { allow: {} },
      rules: webAclRules(limit),
      customResponseBodies: { [REFUSAL]: { contentType: 'APPLICATION_JSON', content: '{"message":"Forbidden"}' } },
      // Redaction in the logs leaves what a rule matched in clear; this covers it, too.
      dataProtectionConfig: {
        dataProtections: [
          { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: [...SECRET_HEADERS] } },
          { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
        ],
      },
      visibilityConfig: visibility(Names.uniqueResourceName(this, { maxLength: 128, separator: '-' })),
    });
    this.logGroup = new LogGroup(this, 'Logs', {
      // WAF delivers to log groups of this prefix only.
      logGroupName: `aws-waf-logs-${Names.uniqueResourceName(this, { maxLength: 128, separator: '-' })}`,
      encryptionKey: KeyHierarchy.of(this).key(KeyPurpose.LOGS),
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: statefulRemovalPolicy(this),
    });
    declareOwn(this.logGroup, 'web-acl-logs');
    this.log();
  }

  /** ARN of the web ACL: what a CloudFront distribution takes as its `webAclId`. */
  public get webAclArn(): string {
    return this.resource.attrArn;
  }

  /**
   * Puts the web ACL before a load balancer, an API's stage or a user pool.
   *
   * @param id id of the association below this construct, which stays the same as long as the resource does
   * @param resourceArn ARN of the resource, in the stack's region
   * @throws InvalidInputError for a web ACL of CloudFront, whose distributions name it themselves
   */
  public associate(id: string, resourceArn: string): CfnWebACLAssociation {
    if (this.scope === WebAclScope.CLOUDFRONT) {
      throw new InvalidInputError(`association '${id}' of web ACL '${this.node.path}'`, [
        {
          property: 'scope',
          got: `'${this.scope}'`,
          allowed: `'${WebAclScope.REGIONAL}'; a CloudFront distribution takes the ARN as its 'webAclId' instead`,
        },
      ]);
    }
    return new CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn });
  }

  private validate(limit: number): void {
    const { region } = Stack.of(this);
    const faults = new FaultCollector(`web ACL '${this.node.path}'`);
    faults.check(
      this.scope !== WebAclScope.CLOUDFRONT || region === CLOUDFRONT_REGION,
      'scope',
      this.scope,
      `in a stack whose region is '${CLOUDFRONT_REGION}': AWS keeps CloudFront's web ACLs there`,
    );
    faults.check(
      Number.isInteger(limit) && limit >= RATE.min && limit <= RATE.max,
      'requestsPerFiveMinutes',
      limit,
      `a whole number, ${RATE.min} to ${RATE.max}`,
    );
    faults.throwIfAny();
  }

  private log(): void {
    const delivery = admitDelivery(this.logGroup);
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.webAclArn,
      logDestinationConfigs: [logGroupArn(this.logGroup)],
      redactedFields: [...SECRET_HEADERS.map((name) => ({ singleHeader: { Name: name } })), { queryString: {} }],
    });
    if (delivery !== undefined) logging.node.addDependency(delivery);
  }
}
