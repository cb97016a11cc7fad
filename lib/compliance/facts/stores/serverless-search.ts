import type { Violation } from '../../rule';
import { parsedJson } from '../../template/json';
import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { read } from '../../template/values';
import { matches } from '../policies/statement';

const POLICY = 'AWS::OpenSearchServerless::SecurityPolicy';

/** The network policies of an account and region that open a collection of OpenSearch Serverless to the internet, or may. */
export function openedByNetworkPolicy(collection: Resource, index: TemplateIndex): readonly Violation[] {
  const names = textsOf(index, collection, collection.properties['Name']);
  const openings = index.derive(openingsByPolicy);
  return index.inEnvironmentOf(collection, POLICY).flatMap((policy) =>
    (openings.get(policy) ?? []).flatMap((patterns) => {
      if (patterns === undefined)
        return [violation(`only the deployment knows whom the network policy '${policy.path}' lets in`)];
      const open = patterns.some((pattern) => isOf(pattern, collection, names));
      return open ? [violation(`the network policy '${policy.path}' lets the internet in ('AllowFromPublic')`)] : [];
    }),
  );
}

/** What each network policy opens to the internet, by patterns, in each form that it may have; `undefined` for one that is not known. */
function openingsByPolicy(index: TemplateIndex): ReadonlyMap<Resource, readonly (readonly string[] | undefined)[]> {
  const networks = index.ofType(POLICY).filter((policy) => {
    return read(index, policy, 'Type').some((type) => type.kind !== 'literal' || type.value === 'network');
  });
  return new Map(
    networks.map((policy) => {
      const documents = textsOf(index, policy, policy.properties['Policy']).map(parsed);
      return [policy, documents.map((rules) => rules?.filter(isPublic).flatMap(patternsIn))] as const;
    }),
  );
}

function violation(detail: string): Violation {
  return { location: 'Properties.Name', detail };
}

function parsed(text: string): readonly unknown[] | undefined {
  const rules = parsedJson(text);
  return rules === undefined || Array.isArray(rules) ? rules : [rules];
}

function isPublic(rule: unknown): boolean {
  return isObject(rule) && String(rule['AllowFromPublic']) === 'true';
}

function patternsIn(rule: unknown): readonly string[] {
  const groups = isObject(rule) && Array.isArray(rule['Rules']) ? rule['Rules'] : [];
  return groups.flatMap((group: unknown) =>
    isObject(group) && Array.isArray(group['Resource']) ? group['Resource'].map(String) : [],
  );
}

/** `collection/NAME`, where either may have what only the deployment knows. */
function isOf(pattern: string, collection: Resource, names: readonly string[]): boolean {
  if (pattern.includes(`\${${collection.path}`)) return true;
  const open = pattern.replace(/\$\{[^}$]*\}/g, '*');
  return names.some((name) => name.includes('$') || matches(open, `collection/${name}`));
}
