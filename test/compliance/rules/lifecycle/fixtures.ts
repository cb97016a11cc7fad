/** A resource of a plain template. */
export function resource(type: string, properties: Readonly<Record<string, unknown>> = {}, more: object = {}) {
  return { Type: type, Properties: properties, ...more };
}

/** A value that only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };

/** Tags of a store of data about persons, and more. */
export function personal(
  more: Readonly<Record<string, unknown>> = {},
): readonly { readonly Key: string; readonly Value: unknown }[] {
  const tags = {
    'strongroom:asset': 'orders',
    'strongroom:category': 'personal',
    'strongroom:owner': 'shop',
    'strongroom:retention-days': '30',
    'strongroom:residency': 'eu-central-1',
    'strongroom:subjects': 'customers',
    'strongroom:purposes': 'delivery',
    'strongroom:lawful-basis': 'contract',
    ...more,
  };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
