import { ASSET_TAGS } from '../../../../lib/declaration/asset-tags';

/** Tags of a store of data about persons, as far as these rules ask. */
export const PERSONAL = [{ Key: ASSET_TAGS.category, Value: 'personal' }];
/** Tags of a store of anything else. */
export const INTERNAL = [{ Key: ASSET_TAGS.category, Value: 'internal' }];

export const ORDERS = { Type: 'AWS::DynamoDB::Table', Properties: { Tags: PERSONAL } };
export const ORDERS_ARN = { 'Fn::GetAtt': ['Orders', 'Arn'] };

type Json = Readonly<Record<string, unknown>>;

/** A statement that allows. */
export function allow(action: unknown, resource: unknown = '*', more: Json = {}): Json {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more };
}

export function document(...statements: readonly unknown[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** A managed policy. */
export function policy(...statements: readonly unknown[]): Json {
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(...statements) } };
}

/** Who may assume a role. */
export function trust(principal: unknown, condition?: unknown, action: unknown = 'sts:AssumeRole'): Json {
  return { Effect: 'Allow', Principal: principal, Action: action, ...(condition !== undefined && { Condition: condition }) };
}

export const LAMBDA = trust({ Service: 'lambda.amazonaws.com' });
export const ROOT = 'arn:aws:iam::123456789012:root';
const READS_ORDERS = document(allow('dynamodb:GetItem', ORDERS_ARN));

/** A role that reads the orders. */
export function reader(trusts: unknown = LAMBDA, properties: Json = {}): Json {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: document(...[trusts].flat()),
      Policies: [{ PolicyName: 'ReadOrders', PolicyDocument: READS_ORDERS }],
      ...properties,
    },
  };
}

/** The orders, and a role `Reader` that reads them. */
export function read(trusts?: unknown, properties?: Json): Json {
  return { Orders: ORDERS, Reader: reader(trusts, properties) };
}
