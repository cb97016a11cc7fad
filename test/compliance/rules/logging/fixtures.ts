import { Bucket, type BucketProps, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type Stack, Tags } from 'aws-cdk-lib/core';

type Properties = Readonly<Record<string, unknown>>;

/** What a store of data about persons declares in its tags. */
const PERSONAL: Readonly<Record<string, string>> = {
  'strongroom:asset': 'orders',
  'strongroom:category': 'personal',
  'strongroom:owner': 'shop',
  'strongroom:retention-days': '365',
  'strongroom:residency': 'eu-central-1',
  'strongroom:subjects': 'customers',
  'strongroom:purposes': 'contract',
  'strongroom:lawful-basis': 'contract',
};
const Tagged = Object.entries(PERSONAL).map(([Key, Value]) => ({ Key, Value }));

/** A resource of a plain template. */
export function resource(Type: string, properties: Properties = {}, rest: Properties = {}) {
  return { Type, Properties: properties, ...rest };
}

export const bucket = (properties: Properties = {}) => resource('AWS::S3::Bucket', properties);
export const logGroup = (properties: Properties = {}) => resource('AWS::Logs::LogGroup', properties);
export const personalBucket = (properties: Properties = {}) => bucket({ Tags: Tagged, ...properties });
export const personalTable = (properties: Properties = {}) => {
  return resource('AWS::DynamoDB::Table', { Tags: Tagged, ...properties });
};

/** A bucket of the CDK's. */
export function addBucket(stack: Stack, id: string, props: BucketProps = {}): IBucket {
  // Bucket declares an optional property of IBucket as possibly undefined, which exactOptionalPropertyTypes tells apart.
  return new Bucket(stack, id, props) as IBucket;
}

/** A bucket of the CDK's that is declared to hold data about persons. */
export function addPersonalBucket(stack: Stack, props: BucketProps = {}): IBucket {
  const orders = addBucket(stack, 'Orders', props);
  for (const [key, value] of Object.entries(PERSONAL)) Tags.of(orders).add(key, value);
  return orders;
}

/** A trail of all regions that validates its files and encrypts them. */
export function trail(properties: Properties = {}, rest: Properties = {}) {
  const whole = {
    IsLogging: true,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    KMSKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    S3BucketName: 'trails-of-the-organisation',
  };
  return resource('AWS::CloudTrail::Trail', { ...whole, ...properties }, rest);
}

export const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** A parameter: what only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };
