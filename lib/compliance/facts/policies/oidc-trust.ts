import { parsedJson } from '../../template/json';
import { intrinsic, isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import type { Condition, Statement } from './statement';

/** What the CDK makes of a condition whose key it doesn't know: a resource whose value is the condition, as JSON. */
const CFN_JSON = 'Custom::AWSCDKCfnJson';

/** The OpenID Connect providers whose users a trust lets in: what is federated and no SAML provider. */
export function providersIn(statement: Statement): readonly string[] {
  if (!statement.allows || !statement.covers('sts:AssumeRoleWithWebIdentity')) return [];
  return statement.principals
    .filter(({ kind, value, named }) => {
      return (
        kind === 'Federated' && !/:saml-provider\//.test(value) && !named.some(({ type }) => type === 'AWS::IAM::SAMLProvider')
      );
    })
    .map(({ value }) => value);
}

/** A trust's conditions, also those that the CDK has put into a resource, as it does for service accounts of EKS. */
export function oidcConditions(statement: Statement, role: Resource, index: TemplateIndex): readonly Condition[] {
  const { Condition: raw } = statement.raw;
  if (!isObject(raw)) return statement.conditions;
  const deferred = Object.entries(raw).flatMap(([operator, keys]) => {
    if (intrinsic(keys) === undefined) return [];
    return index.resolve(role, keys).flatMap((target) => {
      if (target.kind !== 'resource' || target.resource.type !== CFN_JSON) return [];
      const { resource } = target;
      return textsOf(index, resource, resource.properties['Value']).flatMap((text) => conditionsIn(operator, text));
    });
  });
  return [...statement.conditions, ...deferred];
}

function conditionsIn(operator: string, text: string): readonly Condition[] {
  const keys = parsedJson(text);
  if (!isObject(keys)) return [];
  return Object.entries(keys).map(([key, value]) => ({ operator, key: key.toLowerCase(), values: [value].flat().map(String) }));
}
