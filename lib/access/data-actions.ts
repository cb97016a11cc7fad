/** Actions that show or change what a store holds. Whoever manages or audits data is refused them. */
export const DATA_ACTIONS: readonly string[] = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:PartiQL*',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:RestoreTable*',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'rds-data:*',
  's3:DeleteObject*',
  's3:PutObject*',
  's3:RestoreObject',
  'secretsmanager:GetSecretValue',
  'sqs:ReceiveMessage',
];

/** Actions that show objects, where some bucket may be left readable: the archive of logs. */
export const OBJECT_READS: readonly string[] = ['s3:GetObject*'];

/** Actions that use a key, where some key may be left usable: the key for logs. */
export const KEY_USE: readonly string[] = [
  'kms:Decrypt',
  'kms:DeriveSharedSecret',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:GenerateMac',
  'kms:ReEncrypt*',
  'kms:Sign',
];
