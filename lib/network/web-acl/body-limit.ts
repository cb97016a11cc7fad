import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { all, any, longerThan, not, pathBeginsWith } from './statements';
import { WebAclScope } from './web-acl-scope';

/** How long bodies may be below a path. */
export interface BodyLimit {
  /** Beginning of the paths: `/documents/`. */
  readonly path: string;
  /** Longest body in kilobytes of 1,024 bytes: 16, 32, 48 or 64. */
  readonly kilobytes: number;
}

/** Sizes that AWS WAF can be told to inspect, in kilobytes. */
export const BODY_SIZES: readonly number[] = [16, 32, 48, 64];
/** What is inspected of every header, cookie and body, whatever the web ACL protects, in bytes. */
const INSPECTED_EVERYWHERE = 8192;
const KILOBYTE = 1024;
/** What AWS WAF inspects without being told, in kilobytes; where it can be told. */
const INSPECTED_UNTOLD = 16;
/** Resources whose bodies can be inspected further; a load balancer's can't. */
const INSPECTABLE: Readonly<Record<WebAclScope, readonly string[]>> = {
  [WebAclScope.REGIONAL]: ['API_GATEWAY', 'COGNITO_USER_POOL'],
  [WebAclScope.CLOUDFRONT]: ['CLOUDFRONT'],
};

/**
 * Requests with more than is inspected, or than their path admits: AWS WAF hands on what it did not inspect.
 *
 * What a load balancer or a GraphQL API gets is inspected up to 8 KB, so that there every longer body is refused, whatever its path.
 * Source: "Considerations for managing body inspection in AWS WAF".
 */
export function oversized(bodies: readonly BodyLimit[]): CfnWebACL.StatementProperty {
  const everything = { matchPattern: { all: {} }, matchScope: 'ALL', oversizeHandling: 'MATCH' };
  const limits = new Set(bodies.map(({ kilobytes }) => kilobytes * KILOBYTE));
  return any(
    longerBodies(INSPECTED_EVERYWHERE, bodies),
    ...[...limits].sort((a, b) => a - b).map((limit) => longerBodies(limit, bodies)),
    longerThan({ headers: everything }, INSPECTED_EVERYWHERE),
    longerThan({ cookies: everything }, INSPECTED_EVERYWHERE),
  );
}

/** How far bodies are inspected; nothing, where that is what AWS WAF does anyway. */
export function inspection(scope: WebAclScope, bodies: readonly BodyLimit[]): CfnWebACL.AssociationConfigProperty | undefined {
  const kilobytes = Math.max(INSPECTED_UNTOLD, ...bodies.map((body) => body.kilobytes));
  if (kilobytes === INSPECTED_UNTOLD) return undefined;
  const limit = { defaultSizeInspectionLimit: `KB_${kilobytes}` };
  return { requestBody: Object.fromEntries(INSPECTABLE[scope].map((resource) => [resource, limit])) };
}

function longerBodies(limit: number, bodies: readonly BodyLimit[]): CfnWebACL.StatementProperty {
  const longer = longerThan({ body: { oversizeHandling: 'MATCH' } }, limit);
  const [path, ...others] = bodies
    .filter(({ kilobytes }) => kilobytes * KILOBYTE > limit)
    .map((body) => pathBeginsWith(body.path));
  return path === undefined ? longer : all(longer, not(any(path, ...others)));
}
