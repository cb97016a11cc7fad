import { Feature, isAvailableIn } from '../../../availability';
import { Framework } from '../../citation';
import { associationsWith, webAclsOf, whyFindsNothing } from '../../facts/network/web-acls';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { describe, isAlways, read } from '../../template/values';

/** What is wrong with what takes requests from the internet; `undefined` for what does not. */
type Check = (resource: Resource, index: TemplateIndex) => Violation[] | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  'AWS::ApiGateway::Deployment': (deployment, index) => {
    const hasStage = !isAlways(index, deployment, 'StageName', (name) => name === undefined);
    return hasStage ? stageOf(deployment, 'StageName', index) : undefined;
  },
  'AWS::ApiGateway::Stage': (stage, index) => stageOf(stage, 'StageName', index),
  'AWS::ApiGatewayV2::Api': (api, index) => {
    const detail = `no web ACL can stand before this API, whose protocol is ${describe(read(index, api, 'ProtocolType'))}`;
    return [{ location: 'Properties.ProtocolType', detail }];
  },
  'AWS::AppSync::GraphQLApi': (api, index) => {
    return isAlways(index, api, 'Visibility', (visibility) => visibility === 'PRIVATE')
      ? undefined
      : associated(api, [own(api)], index);
  },
  'AWS::CloudFront::Distribution': (distribution, index) => {
    if (!isAvailableIn(index.environmentOf(distribution).region, Feature.WAF_FOR_CLOUDFRONT)) return undefined;
    const path = 'DistributionConfig.WebACLId';
    const why = whyFindsNothing(read(index, distribution, path), index);
    return why === undefined ? [] : [{ location: `Properties.${path}`, detail: why }];
  },
  'AWS::Cognito::UserPool': (pool, index) => associated(pool, [own(pool)], index),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (balancer, index) => {
    const isApplication = !isAlways(index, balancer, 'Type', (type) => type === 'network' || type === 'gateway');
    const isInternal = isAlways(index, balancer, 'Scheme', (scheme) => scheme === 'internal');
    return isApplication && !isInternal ? associated(balancer, [own(balancer)], index) : undefined;
  },
};

/**
 * What takes requests from the internet, and can inspect them, has a web ACL before it in which a managed group of rules sees every request:
 * load balancers, stages of REST APIs, GraphQL APIs, distributions, user pools. Whether it blocks what it finds is asked by
 * `FirewallsBlock`. An HTTP or WebSocket API can have none, and neither can a distribution in China, which is not judged.
 *
 * Source: "Resources that you can protect with AWS WAF".
 */
export const webProtected: Rule = {
  id: 'WebProtected',
  severity: 'error',
  resourceTypes: Object.keys(CHECKS),
  why: 'Known attacks on web applications come within hours of an address being known, whatever the application is.',
  fix: "Put a WebAcl before it: 'webAcl.associate(id, arn)', and 'webAclId: webAcl.webAclArn' of a distribution; or an AWS::WAFv2::WebACL with a managed rule group whose 'OverrideAction' is None. In place of an HTTP API use a REST API, or except() it where CloudFront with a web ACL is the only way to it.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20'],
    [Framework.NIST80053]: ['SC-7', 'SI-4'],
    [Framework.MLPS3]: ['8.1.3.3'],
  },
  exceptable: true,
  check: (resource, index) => {
    const violations = CHECKS[resource.type]?.(resource, index);
    return violations === undefined ? NOT_APPLICABLE : violationsOrCompliant(violations);
  },
};

/** How a text of `textsOf` names a resource. */
function own({ path }: Resource): string {
  return `\${${path}}`;
}

/** A stage is protected by its ARN, which has the API, and the stage by reference or by name. */
function stageOf(stage: Resource, nameProperty: string, index: TemplateIndex): Violation[] | undefined {
  const apis = read(index, stage, 'RestApiId');
  const isPrivate = apis.every(({ kind, ...rest }) => {
    if (kind !== 'resource' || !('resource' in rest)) return false;
    const types = read(index, rest.resource, 'EndpointConfiguration.Types.*');
    return types.length > 0 && types.every((type) => type.kind === 'literal' && type.value === 'PRIVATE');
  });
  if (isPrivate) return undefined;
  const names = [own(stage), ...textsOf(index, stage, stage.properties[nameProperty])];
  const ofApi = textsOf(index, stage, stage.properties['RestApiId']);
  const ends = ofApi.flatMap((api) => names.map((name) => `/restapis/${api}/stages/${name}`));
  return associated(stage, ends, index);
}

function associated(resource: Resource, ends: readonly string[], index: TemplateIndex): Violation[] {
  const associations = ends.flatMap((end) => associationsWith(end, resource, index));
  if (associations.length === 0) return [{ detail: 'there is no web ACL before it' }];
  const found = webAclsOf(associations, index).map((targets) => whyFindsNothing(targets, index));
  const [why] = found.includes(undefined) ? [] : found;
  return why === undefined ? [] : [{ detail: why }];
}
