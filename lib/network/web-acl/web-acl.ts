import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Names, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { isAvailable } from '../../availability';
import { FaultCollector } from '../../errors';
import { admitDelivery, logGroupArn } from '../logs/delivered-logs';
import { exceptWatching } from '../rollout';
import { type BodyLimit, inspection } from './body-limit';
import type { CountingRule } from './counting';
import { ALLOWED_ARN, associationArn, isAssociable, isDistribution, type ProtectableResource } from './protectable';
import type { Rate } from './rate';
import { validateWebAcl } from './web-acl-input';
import { WebAclLogBucket, webAclLogGroup } from './web-acl-logs';
import { type AntiDdos, draftRules, placeRules, RESPONSE_BODIES, visibility } from './web-acl-rules';
import { WebAclScope } from './web-acl-scope';

export { WebAclScope } from './web-acl-scope';

/** Where requests are logged. */
export enum WebAclLogs {
  /** A log group, which an investigation can search at once. */
  LOG_GROUP = 'log-group',
  /** A bucket, which costs less where there are many requests. */
  BUCKET = 'bucket',
}

/** Which requests are logged. */
export enum LoggedRequests {
  ALL = 'all',
  /** Those that a rule refused, challenged, or counted. What was let through is in the logs of what the web ACL protects, or nowhere. */
  MATCHED = 'matched',
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
  /**
   * Further rates, at most nine: by API key, by session, for one path. A region that can't count by the key has no such rule.
   * @default - none
   */
  readonly rates?: readonly Rate[];
  /**
   * Countries that requests may come from, by their code of ISO 3166-1: `['DE', 'FR']`, or `countriesOf(asset.residency)`. Addresses tell
   * a country roughly, and a customer on a journey is refused.
   * @default - every country
   */
  readonly admitOnly?: readonly string[];
  /**
   * Header with the client's address, for what stands behind a proxy such as a distribution that can have no web ACL itself:
   * `X-Forwarded-For`. Who can go past the proxy chooses that address.
   * @default - the address that connects is the client's
   */
  readonly forwardedHeader?: string;
  /**
   * Paths that admit longer bodies than 8 KB, at most five; elsewhere, what is longer is refused. Inspecting them costs more. What a load
   * balancer or GraphQL API gets can't be inspected further, so that there every longer body is refused.
   * @default - none
   */
  readonly bodies?: readonly BodyLimit[];
  /**
   * What is done while there is a flood.
   * @default - requests that are likely part of it are refused, nobody is challenged
   */
  readonly antiDdos?: AntiDdos;
  /**
   * Rules that count what they would refuse, each until its day; then the gate fails until they block.
   * @default - none: every rule blocks
   */
  readonly counting?: readonly CountingRule[];
  /**
   * Where requests are logged. Outside of disposable environments, what was logged stays when that changes, under a name that AWS WAF
   * demands the beginning of: to change it back, delete what is there, or import it.
   * @default WebAclLogs.LOG_GROUP
   */
  readonly logs?: WebAclLogs;
  /**
   * Which requests are logged.
   * @default LoggedRequests.ALL
   */
  readonly logged?: LoggedRequests;
}

/** Id of an association below the resource that it is of. */
const ASSOCIATION = 'WebAcl';
/** Headers that carry credentials. */
const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization', 'x-amz-security-token', 'x-api-key'] as const;
/**
 * Keeps requests by what AWS WAF did to them; the last is what it calls the count of a rule within a group. The CDK knows the property as
 * JSON, and leaves its names as they are.
 */
const MATCHED_ONLY = {
  DefaultBehavior: 'DROP',
  Filters: [
    {
      Behavior: 'KEEP',
      Requirement: 'MEETS_ANY',
      Conditions: ['BLOCK', 'CAPTCHA', 'CHALLENGE', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({
        ActionCondition: { Action },
      })),
    },
  ],
} as const;

/**
 * A web application firewall that blocks, from its first day: floods, malicious and anonymous addresses, known attacks, SQL injection,
 * and whatever is too big to inspect (so uploads go to S3 by signed URL). What no rule refuses is let through: a firewall knows
 * attacks, the application knows who may do what.
 *
 * A rule that refuses what it shouldn't can count instead, for a reason, under an owner, until a day.
 *
 * Requests are logged without credentials and query strings, under the key for logs; no sample of them is kept. Sources: "Sending
 * web ACL traffic logs to an Amazon CloudWatch Logs log group", "Data protection and logging for AWS WAF web ACL traffic".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class WebAcl extends Construct {
  public readonly scope: WebAclScope;
  /** The logs of the requests that the web ACL saw, where they go to a log group. */
  public readonly logGroup: LogGroup | undefined;
  /** The logs of the requests that the web ACL saw, where they go to a bucket. */
  public readonly logBucket: Bucket | undefined;
  private readonly resource: CfnWebACL;

  public constructor(scope: Construct, id: string, props: WebAclProps = {}) {
    super(scope, id);
    const valid = validateWebAcl(this.node.path, Stack.of(this).region, props);
    this.scope = valid.scope;
    const rules = placeRules(draftRules(valid), valid.counted, (feature) => isAvailable(this, feature));
    const secretHeaders = [...new Set([...SECRET_HEADERS, ...valid.rates.flatMap(({ key }) => key?.headers ?? [])])];
    const associationConfig = inspection(this.scope, valid.bodies);
    this.resource = new CfnWebACL(this, 'Resource', {
      scope: this.scope,
      defaultAction: { allow: {} },
      rules: [...rules],
      customResponseBodies: { ...RESPONSE_BODIES },
      ...(associationConfig && { associationConfig }),
      // Redaction in the logs leaves what a rule matched in clear; this covers it, too.
      dataProtectionConfig: {
        dataProtections: [
          { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: secretHeaders } },
          { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
          { action: 'SUBSTITUTION', field: { fieldType: 'BODY' } },
        ],
      },
      visibilityConfig: visibility(Names.uniqueResourceName(this, { maxLength: 128, separator: '-' })),
    });
    const rollout = valid.counted.rollout(rules.map(({ name }) => name));
    if (rollout !== undefined) exceptWatching(this.resource, rollout);
    if (props.logs === WebAclLogs.BUCKET) {
      this.logBucket = new WebAclLogBucket(this, 'LogBucket').bucket;
      this.log(this.logBucket.bucketArn, this.logBucket.policy, secretHeaders, props.logged);
    } else {
      this.logGroup = webAclLogGroup(this);
      this.log(logGroupArn(this.logGroup), admitDelivery(this.logGroup), secretHeaders, props.logged);
    }
  }

  /** ARN of the web ACL: what a CloudFront distribution takes as its `webAclId`. */
  public get webAclArn(): string {
    return this.resource.attrArn;
  }

  /**
   * Puts the web ACL before a load balancer, a stage of a REST API, a user pool, a GraphQL API, or a distribution. The association goes
   * to the resource's own stack, which depends on that of the web ACL.
   *
   * @throws InvalidInputError for a distribution before a regional web ACL, or anything else before one of CloudFront
   */
  public protect(resource: ProtectableResource): void {
    const faults = new FaultCollector(`protection of '${resource.node.path}' by web ACL '${this.node.path}'`);
    if (isDistribution(resource)) {
      const cure = `'${WebAclScope.CLOUDFRONT}' for a distribution, in a stack in us-east-1`;
      faults.check(this.scope === WebAclScope.CLOUDFRONT, 'scope', this.scope, cure);
      faults.throwIfAny();
      resource.attachWebAclId(this.webAclArn);
      return;
    }
    const cure = `'${WebAclScope.REGIONAL}' for anything but a distribution`;
    faults.check(this.scope === WebAclScope.REGIONAL, 'scope', this.scope, cure);
    const isFirst = resource.node.tryFindChild(ASSOCIATION) === undefined;
    faults.check(isFirst, 'resource', resource.node.path, 'a resource that no web ACL stands before yet: it can have one');
    faults.throwIfAny();
    const owner = Construct.isConstruct(resource) ? resource : this;
    new CfnWebACLAssociation(owner, ASSOCIATION, { webAclArn: this.webAclArn, resourceArn: associationArn(resource) });
  }

  /**
   * Puts the web ACL before a resource of the stack's region, by its ARN; a resource that is a construct has `protect`.
   *
   * @param id id of the association below this construct, which stays the same as long as the resource does
   * @param resourceArn ARN of a load balancer, a stage of a REST API, a GraphQL API, a user pool
   * @throws InvalidInputError for a web ACL of CloudFront, whose distributions name it themselves, and for what can have none
   */
  public associate(id: string, resourceArn: string): CfnWebACLAssociation {
    const faults = new FaultCollector(`association '${id}' of web ACL '${this.node.path}'`);
    const isRegional = faults.check(
      this.scope === WebAclScope.REGIONAL,
      'scope',
      this.scope,
      `'${WebAclScope.REGIONAL}'; a CloudFront distribution takes the ARN as its 'webAclId' instead`,
    );
    if (isRegional && !Token.isUnresolved(resourceArn)) {
      faults.check(isAssociable(resourceArn), 'resourceArn', resourceArn, ALLOWED_ARN);
    }
    faults.throwIfAny();
    return new CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn });
  }

  private log(
    destination: string,
    delivery: IDependable | undefined,
    secretHeaders: readonly string[],
    logged?: LoggedRequests,
  ): void {
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.webAclArn,
      logDestinationConfigs: [destination],
      redactedFields: [...secretHeaders.map((name) => ({ singleHeader: { Name: name } })), { queryString: {} }],
      ...(logged === LoggedRequests.MATCHED && { loggingFilter: MATCHED_ONLY }),
    });
    if (delivery !== undefined) logging.node.addDependency(delivery);
  }
}
