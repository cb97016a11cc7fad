import { parsedJson } from '../../template/json';
import { isObject, type JsonObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isTrue, read } from '../../template/values';
import { matches } from '../policies/statement';
import { type KeyNamed, keysNamed, type StoreEncryption } from './key-named';

/** An encryption policy of OpenSearch Serverless. */
interface EncryptionPolicy {
  /** `collection/orders*`. */
  readonly patterns: readonly string[];
  readonly keys: readonly KeyNamed[];
}

/**
 * How a collection is encrypted: by the key that it names itself, else by the encryption policies of its account and region whose
 * pattern its name matches ("Encryption in Amazon OpenSearch Serverless").
 */
export function collectionEncryption(collection: Resource, index: TemplateIndex): readonly StoreEncryption[] {
  const location = 'Properties.EncryptionConfig.KmsKeyArn';
  return keysNamed(index, collection, read(index, collection, 'EncryptionConfig.KmsKeyArn')).flatMap((own) => {
    if (own.kind !== 'absent') return [{ ...own, location }];
    const names = textsOf(index, collection, collection.properties['Name']);
    const keys = policies(collection, index).flatMap((policy) => {
      return names.every((name) => policy.patterns.some((pattern) => isOf(pattern, `collection/${name}`))) ? policy.keys : [];
    });
    return keys.length === 0 ? [{ kind: 'aws-owned', location }] : keys.map((key) => found(key, 'Properties.Name'));
  });
}

/** Most patterns are a name, which is compared sooner. */
function isOf(pattern: string, name: string): boolean {
  return pattern === name || (/[*?]/.test(pattern) && matches(pattern, name));
}

function found(key: KeyNamed, location: string): StoreEncryption {
  return key.kind === 'absent' ? { kind: 'aws-owned', location } : { ...key, location };
}

function policies(collection: Resource, index: TemplateIndex): readonly EncryptionPolicy[] {
  const table = index.derive(encryptionPolicies);
  return index.inEnvironmentOf(collection, POLICY).flatMap((policy) => table.get(policy) ?? []);
}

const POLICY = 'AWS::OpenSearchServerless::SecurityPolicy';

/** Made once by `index.derive(encryptionPolicies)`. */
function encryptionPolicies(index: TemplateIndex): ReadonlyMap<Resource, readonly EncryptionPolicy[]> {
  return new Map(
    index.ofType(POLICY).flatMap((policy) => {
      if (!textsOf(index, policy, policy.properties['Type']).includes('encryption')) return [];
      return [[policy, textsOf(index, policy, policy.properties['Policy']).map((text) => parsed(text, policy, index))] as const];
    }),
  );
}

function parsed(text: string, policy: Resource, index: TemplateIndex): EncryptionPolicy {
  const { Rules: rules, AWSOwnedKey: owned, KmsARN: arn } = documentOf(text);
  const resources = (rule: unknown) => (isObject(rule) && Array.isArray(rule['Resource']) ? rule['Resource'].map(String) : []);
  return {
    patterns: Array.isArray(rules) ? rules.flatMap(resources) : [],
    keys: keysNamed(index, policy, [{ kind: 'literal', value: isTrue(owned) ? undefined : arn }]),
  };
}

function documentOf(text: string): JsonObject {
  const document = parsedJson(text);
  return isObject(document) ? document : {};
}
