import { differences } from '../support/compare';
import type { DeployedResource } from '../support/deployed-app';
import { AUDIT_READERS } from './audit';
import { BACKUP_READERS } from './backup';
import { DETECTION_READERS } from './detection';
import { DYNAMODB_READERS } from './dynamodb';
import { EC2_ACCESS_READERS } from './ec2-access';
import { EC2_FILTER_READERS } from './ec2-filters';
import { EC2_GUARD_READERS } from './ec2-guards';
import { EC2_NETWORK_READERS } from './ec2-network';
import { EVENTS_READERS } from './events';
import { IAM_READERS } from './iam';
import { KMS_READERS } from './kms';
import { LAMBDA_READERS } from './lambda';
import { LOGS_READERS } from './logs';
import { MESSAGING_READERS } from './messaging';
import { NETWORK_FIREWALL_READERS } from './network-firewall';
import { PARAMETER_READERS } from './parameters';
import type { Readers } from './reader';
import { ROUTE53_RESOLVER_READERS } from './route53resolver';
import { S3_READERS } from './s3';
import { STEP_FUNCTIONS_READERS } from './step-functions';

const READERS: Readers = {
  ...AUDIT_READERS,
  ...BACKUP_READERS,
  ...DETECTION_READERS,
  ...DYNAMODB_READERS,
  ...EC2_ACCESS_READERS,
  ...EC2_FILTER_READERS,
  ...EC2_GUARD_READERS,
  ...EC2_NETWORK_READERS,
  ...EVENTS_READERS,
  ...IAM_READERS,
  ...KMS_READERS,
  ...LAMBDA_READERS,
  ...LOGS_READERS,
  ...MESSAGING_READERS,
  ...NETWORK_FIREWALL_READERS,
  ...PARAMETER_READERS,
  ...ROUTE53_RESOLVER_READERS,
  ...S3_READERS,
  ...STEP_FUNCTIONS_READERS,
};

/** Types that nothing can be read back of, each with the reason. */
export const WITHOUT_READABLE_API: Readonly<Record<string, string>> = {
  'AWS::AccessAnalyzer::Analyzer': 'the emulator has no Access Analyzer: the type is inert there, and reported so',
  'AWS::Backup::BackupSelection': 'the emulator has no backup selections: the type is inert there, and reported so',
  'AWS::Backup::RestoreTestingPlan': 'the emulator has no restore tests: the type is inert there, and reported so',
  'AWS::Backup::RestoreTestingSelection': 'the emulator has no restore tests: the type is inert there, and reported so',
  'AWS::CDK::Metadata': 'it is a note to CDK’s makers, no resource',
  'Custom::S3AutoDeleteObjects': 'it does something once, on deletion: asserted after destroy',
  'Custom::VpcRestrictDefaultSG': 'it changes the default security group: asserted by a test of its own',
};

/** Compares a resource with its template, property by property. Empty when all that the template says holds. */
export async function readBack(resource: DeployedResource, app: readonly DeployedResource[]): Promise<readonly string[]> {
  if (resource.type in WITHOUT_READABLE_API) return [];
  const reader = READERS[resource.type];
  const name = `${resource.path} (${resource.type})`;
  if (reader === undefined) {
    return [`${name}: no reader: add one to test/e2e/readers, or the type to WITHOUT_READABLE_API with the reason`];
  }
  const settings = await reader.read({ ...resource, all: (type) => app.filter((other) => other.type === type) });
  const expected = withoutPaths(resource.properties, Object.keys(reader.unreadable ?? {}));
  const unknown = Object.keys(expected).filter((property) => !(property in settings));
  return [
    ...unknown.map(
      (property) => `${name}.${property}: the reader does not know it: read it, or list it as unreadable with the reason`,
    ),
    ...differences(without(expected, unknown), settings).map((difference) => `${name}.${difference}`),
  ];
}

function withoutPaths(properties: Readonly<Record<string, unknown>>, paths: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = structuredClone(properties);
  for (const path of paths) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), copy);
    if (isRecord(holder)) delete holder[last];
  }
  return copy;
}

function without(properties: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
