import { idOf } from '../../proofs/reachability/extract/things';
import type { Id } from '../../proofs/reachability/model/network-model';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { areAbsent, read } from '../../template/values';
import { shortened } from './labels';

/** What guards a VPC as a whole, in the words of a picture. */
export function guardsOf(vpc: Id, index: TemplateIndex): readonly string[] {
  const about = (type: string, property: string) =>
    index.ofType(type).filter((resource) => names(resource, property, vpc, index));
  const guards: string[] = [];
  if (about('AWS::Route53Resolver::FirewallRuleGroupAssociation', 'VpcId').length > 0) guards.push('DNS firewall');
  if (about('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', 'ResourceId').length > 0) {
    guards.push('DNS queries logged');
  }
  if (about('AWS::EC2::FlowLog', 'ResourceId').length > 0) guards.push('flow logs');
  const controls = about('AWS::EC2::VPCEncryptionControl', 'VpcId');
  if (controls.length > 0) guards.push(withMode('encryption in transit', controls, 'Mode', index));
  const blocks = index.ofType('AWS::EC2::VPCBlockPublicAccessOptions');
  if (blocks.length > 0) guards.push(withMode('public access blocked', blocks, 'InternetGatewayBlockMode', index));
  const services = about('AWS::EC2::VPCEndpoint', 'VpcId').flatMap((endpoint) => gatewayService(endpoint, index));
  if (services.length > 0) guards.push(`gateway endpoints: ${[...new Set(services)].sort().join(', ')}`);
  return guards;
}

function names(resource: Resource, property: string, vpc: Id, index: TemplateIndex): boolean {
  return read(index, resource, property).some((target) => target.kind === 'resource' && idOf(target.resource) === vpc);
}

function withMode(words: string, [resource]: readonly Resource[], property: string, index: TemplateIndex): string {
  const [mode] = resource ? read(index, resource, property) : [];
  return mode?.kind === 'literal' && typeof mode.value === 'string' ? `${words}: ${shortened(mode.value)}` : words;
}

/** `s3` of a gateway endpoint of S3. */
function gatewayService(endpoint: Resource, index: TemplateIndex): readonly string[] {
  const types = read(index, endpoint, 'VpcEndpointType');
  const isGateway = areAbsent(types) || types.some((type) => type.kind === 'literal' && type.value === 'Gateway');
  if (!isGateway) return [];
  return textsOf(index, endpoint, endpoint.properties['ServiceName']).map((name) =>
    shortened(name.split('.').at(-1) ?? name, 20),
  );
}
