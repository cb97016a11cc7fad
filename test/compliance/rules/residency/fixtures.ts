import type { TemplateSource } from '../../../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../../../support/app';

type Properties = Readonly<Record<string, unknown>>;

/** Where these types have their tags. */
const TAG_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPool': 'UserPoolTags',
  'AWS::EFS::FileSystem': 'FileSystemTags',
};

/** Tags of data about persons that may be in two regions; `overrides` change them, or take one away. */
export function tags(overrides: Properties = {}): readonly { readonly Key: string; readonly Value: unknown }[] {
  const given = { 'strongroom:category': 'personal', 'strongroom:residency': 'eu-central-1 eu-west-1', ...overrides };
  return Object.entries(given).flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }]));
}

export function resource(Type: string, properties: Properties = {}, rest: Properties = {}) {
  return { Type, Properties: properties, ...rest };
}

/** A store of data about persons that may be in `eu-central-1` and `eu-west-1`. */
export function store(type: string, properties: Properties = {}, overrides: Properties = {}) {
  return resource(type, { [TAG_PROPERTIES[type] ?? 'Tags']: tags(overrides), ...properties });
}

/** A store of anything else. */
export function internal(type: string, properties: Properties = {}) {
  return store(type, properties, { 'strongroom:category': 'internal' });
}

/** A template in a region, or in another account. */
export function stack(name: string, resources: Properties, environment: Partial<typeof ENVIRONMENT> = {}): TemplateSource {
  return { name, stackName: name, template: { Resources: resources }, environment: { ...ENVIRONMENT, ...environment } };
}

export const AT = ['Test/Store'];
export const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** What only the deployment knows. */
export const PARAMETER = { Ref: 'Parameter' };
