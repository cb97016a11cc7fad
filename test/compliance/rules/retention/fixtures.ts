import type { Resource } from '../../../../lib/compliance/template/resource';

/** Tags in the shape of most types. */
type Tag = { readonly Key: string; readonly Value: unknown };

/** Tags of a store of data about persons that may be kept for 90 days; `overrides` change them, or take one away. */
export function tags(overrides: Readonly<Record<string, unknown>> = {}): readonly Tag[] {
  const given = { 'strongroom:category': 'personal', 'strongroom:retention-days': '90', ...overrides };
  return Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [{ Key: key, Value: value }]));
}

/** Where these types have their tags. */
const TAG_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Cognito::UserPool': 'UserPoolTags',
  'AWS::EFS::FileSystem': 'FileSystemTags',
};

/** A store of data about persons that may be kept for 90 days. */
export function store(
  type: Resource['type'],
  properties: Readonly<Record<string, unknown>> = {},
  overrides: Readonly<Record<string, unknown>> = {},
) {
  return { Type: type, Properties: { [TAG_PROPERTIES[type] ?? 'Tags']: tags(overrides), ...properties } };
}

/** A bucket of data about persons, with these lifecycle rules, all of them enabled. */
export function bucket(rules: readonly Readonly<Record<string, unknown>>[], properties: Readonly<Record<string, unknown>> = {}) {
  const enabled = rules.map((rule) => ('Fn::If' in rule ? rule : { Status: 'Enabled', ...rule }));
  return store('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: enabled }, ...properties });
}

export const VERSIONED = { VersioningConfiguration: { Status: 'Enabled' } };

/** The conditional of CloudFormation, and what stands for an absent value. */
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
export const NO_VALUE = { Ref: 'AWS::NoValue' };
export const PARAMETER = { Ref: 'Parameter' };
