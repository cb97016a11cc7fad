import { isIP } from 'node:net';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, read } from '../../template/values';
import { isPrivatePrefix } from './private-prefix';

/** Shortest public prefixes that somebody may name as their own: an organisation's block, a provider's allocation of IPv6. */
const SHORTEST = { 4: 16, 6: 32 } as const;

/** Why a source of traffic is as good as anyone: a prefix, a list of them, or what only the deployment knows; `undefined` where it is not. */
export function whyAnyone(target: Target, index: TemplateIndex): string | undefined {
  if (target.kind === 'literal') {
    if (target.value === undefined) return undefined;
    const outside = /^pl-/.test(String(target.value)) ? ', a list that no template here shows' : '';
    return isWide(String(target.value)) ? `'${target.value}'${outside}` : undefined;
  }
  if (target.kind === 'unknown') return describe([target]);
  return whyNamedIsAnyone(target.resource, target.attribute, index);
}

function whyNamedIsAnyone(resource: Resource, attribute: string | undefined, index: TemplateIndex): string | undefined {
  if (resource.type === 'AWS::EC2::PrefixList') {
    const entries = read(index, resource, 'Entries.*.Cidr');
    const wide = entries.map((entry) => whyAnyone(entry, index)).find((why) => why !== undefined);
    return wide && `${wide} in the prefix list '${resource.path}'`;
  }
  // The range of a network of one's own, which an address manager may have chosen.
  if (resource.type === 'AWS::EC2::VPC' || resource.type === 'AWS::EC2::Subnet') {
    const own = attribute === 'CidrBlock' ? read(index, resource, attribute) : [];
    const wide = own.find(
      ({ kind, ...rest }) => kind === 'literal' && 'value' in rest && isWide(String(rest.value ?? '10.0.0.0/8')),
    );
    return wide && describe([wide]);
  }
  // An address of its own, which CloudFormation made: one of 2^32.
  if (resource.type === 'AWS::EC2::EIP' || resource.type === 'AWS::EC2::Instance') return undefined;
  return `a value that only the deployment knows ('${resource.path}')`;
}

/** What is no prefix may be any. */
function isWide(cidr: string): boolean {
  const [address = '', length = ''] = cidr.split('/');
  const version = isIP(address);
  if (version !== 4 && version !== 6) return true;
  if (isPrivatePrefix(cidr)) return false;
  return length === '' ? false : !/^\d{1,3}$/.test(length) || Number(length) < SHORTEST[version];
}
