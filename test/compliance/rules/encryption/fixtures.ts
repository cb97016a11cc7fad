import { Tags } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

type Properties = Readonly<Record<string, unknown>>;

/** What a store of data about persons declares in its tags. */
const PERSONAL: Readonly<Record<string, string>> = {
  'strongroom:asset': 'orders',
  'strongroom:category': 'personal',
  'strongroom:owner': 'shop',
  'strongroom:retention-days': '365',
  'strongroom:residency': 'eu-central-1',
  'strongroom:subjects': 'customers',
  'strongroom:purposes': 'orders',
  'strongroom:lawful-basis': 'contract',
};

/** The tags of a store of a category. */
export const tagged = (category: string) => ({
  Tags: Object.entries({ ...PERSONAL, 'strongroom:category': category }).map(([Key, Value]) => ({ Key, Value })),
});

/** A resource of a plain template. */
export function resource(Type: string, properties: Properties = {}, more: object = {}) {
  return { Type, Properties: properties, ...more };
}

/** One that holds data about persons. */
export function personal(type: string, properties: Properties = {}) {
  const { Tags: list } = tagged('personal');
  const map = Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
  const tags: Readonly<Record<string, Properties>> = {
    'AWS::Backup::BackupVault': { BackupVaultTags: map },
    'AWS::Backup::LogicallyAirGappedBackupVault': { BackupVaultTags: map },
    'AWS::Cognito::UserPool': { UserPoolTags: map },
    'AWS::EFS::FileSystem': { FileSystemTags: list },
    'AWS::EC2::Instance': { Tags: list, PropagateTagsToVolumeOnCreation: true },
  };
  return resource(type, { ...(tags[type] ?? { Tags: list }), ...properties });
}

/** Tags a construct as a store of data about persons. */
export function declarePersonal(construct: IConstruct): void {
  for (const [key, value] of Object.entries(PERSONAL)) Tags.of(construct).add(key, value);
}

export const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** A parameter that is given at deployment. */
export const UNKNOWN = { Ref: 'Given' };
export const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const ROOT = { AWS: 'arn:aws:iam::123456789012:root' };

/** A KMS key with a policy of these statements. */
export function key(properties: Properties = {}, ...statements: readonly object[]) {
  return resource('AWS::KMS::Key', {
    ...properties,
    ...(statements.length > 0 && { KeyPolicy: { Version: '2012-10-17', Statement: statements } }),
  });
}
