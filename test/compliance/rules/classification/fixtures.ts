import { personalAsset } from '../../../support/assets';

type Tags = Readonly<Record<string, unknown>>;

/** What a store of data about persons declares, whole. */
export const PERSONAL: Tags = personalAsset().tags();
/** What any other store declares. */
export const INTERNAL: Tags = {
  'strongroom:asset': 'prices',
  'strongroom:category': 'internal',
  'strongroom:owner': 'shop-team',
};
export const SENSITIVE: Tags = { ...PERSONAL, 'strongroom:category': 'sensitive-personal', 'strongroom:assessment': 'DPIA-7' };

/** Tags in the shape of most types; one that is `undefined` is left out. */
export function listOf(tags: Tags): readonly { readonly Key: string; readonly Value: unknown }[] {
  return Object.entries(tags).flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }]));
}

/** A bucket `Store` with these tags. */
export function bucket(tags: Tags) {
  return { resources: { Store: { Type: 'AWS::S3::Bucket', Properties: { Tags: listOf(tags) } } } };
}

export const AT = ['Test/Store'];
/** What only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };
/** A tag that a condition may leave out. */
export function perhaps(key: string, value: string) {
  return { 'Fn::If': ['IsProduction', { Key: key, Value: value }, { Ref: 'AWS::NoValue' }] };
}
