import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstanceType, type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Existing } from '../../../lib';
import { type CheckOptions, check } from '../../../lib/compliance/check/check';
import type { CheckReport } from '../../../lib/compliance/check/check-report';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import { testApp } from '../../support/app';

// What strangers write: every finding is here, and no other.

const SAMPLES = join(__dirname, 'samples');
const OPTIONS: CheckOptions = { today: '2026-11-24', environment: { region: 'eu-central-1', account: '111122223333' } };

/** Rules by the resource that they have findings at, each as often as it has. */
function told({ findings }: CheckReport, prefix = ''): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const { path, rule, severity } of findings) {
    const at = path.slice(path.startsWith(prefix) ? prefix.length : 0);
    found[at] = [...(found[at] ?? []), `${severity === 'warning' ? 'warning: ' : ''}${rule.replace('Strongroom::', '')}`].sort();
  }
  return found;
}

test('a plain app of L2 constructs, in which nobody declared anything', () => {
  const app = testApp({ outdir: mkdtempSync(join(tmpdir(), 'strongroom-plain-')) });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-central-1', account: '111122223333' } });
  const vpc = new Vpc(stack, 'Vpc') as IVpc;
  const database = new DatabaseInstance(stack, 'Database', {
    vpc,
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16_4 }),
    instanceType: new InstanceType('t4g.medium'),
  });
  const pictures = new Bucket(stack, 'Pictures');
  const worker = new LambdaFunction(stack, 'Worker', {
    vpc,
    runtime: Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: Code.fromInline('def handler(event, context): return event'),
    environment: { BUCKET: pictures.bucketName },
  });
  pictures.grantReadWrite(worker);
  database.connections.allowDefaultPortFrom(worker);
  app.synth();
  expect(told(check(readPaths([app.outdir]).inputs, OPTIONS))).toEqual({
    'Shop/Database/Resource': ['CustomerDataDeclared', 'DataTierPrivate'],
    'Shop/Database/Secret/Resource': ['CustomerDataDeclared', 'SecretRotates'],
    'Shop/Pictures/Resource': ['CustomerDataDeclared', 'TransportEncrypted'],
    // The database stands in these subnets.
    'Shop/Vpc/PrivateSubnet1/DefaultRoute': ['NoWayOut'],
    'Shop/Vpc/PrivateSubnet1/Subnet': ['DataCannotReachInternet'],
    'Shop/Vpc/PrivateSubnet2/DefaultRoute': ['NoWayOut'],
    'Shop/Vpc/PrivateSubnet2/Subnet': ['DataCannotReachInternet'],
    'Shop/Vpc/PrivateSubnet3/DefaultRoute': ['NoWayOut'],
    'Shop/Vpc/PrivateSubnet3/Subnet': ['DataCannotReachInternet'],
    'Shop/Vpc/Resource': ['DnsFiltered', 'FlowLogged'],
    'Shop/Worker/LogGroup/Resource': ['CustomerDataDeclared'],
    'Shop/Worker/Resource': ['EgressInspected', 'EnvironmentEncrypted'],
  });
});

test('a template of a web shop, and the template of its database', () => {
  const folder = join(SAMPLES, 'faulty');
  const report = check(readPaths([folder]).inputs, OPTIONS);
  expect(told(report, 'test/compliance/check/samples/faulty/')).toEqual({
    'shop.yaml': ['BreachClock', 'DetectorFull', 'ExternalAccessAnalyzed', 'SecurityContact', 'TrailWhole'],
    'shop.yaml/Database': ['SecretsNotInTemplate'],
    'shop.yaml/Invoices': [
      'CustomerManagedKey',
      'DataEventsLogged',
      'NoClientKeys',
      'NotPublic',
      // Old versions, and the markers of deleted ones.
      'OldVersionsExpire',
      'OldVersionsExpire',
      // No selection reaches it, and it is not versioned for sure.
      'PersonalDataBackedUp',
      'PersonalDataBackedUp',
      'RetentionSet',
      // On deletion, and on replacement.
      'StatefulKept',
      'StatefulKept',
      'TransportEncrypted',
      'UploadsAborted',
    ],
    'shop.yaml/InvoicesPolicy': ['NotPublic'],
    'shop.yaml/Pictures': ['TransportEncrypted'],
    'shop.yaml/StorageEndpoint': ['EndpointsPoliced'],
    'shop.yaml/Vpc': ['DnsFiltered', 'FlowLogged'],
    'shop.yaml/Web': [
      'EgressInspected',
      // IMDSv1, a public address, a root volume in the clear.
      ...Array(3).fill('InstancesHardened'),
      // Port 22, and no load balancer before it.
      'ManagementClosed',
      'OnlyListenersFaceInternet',
      'Patched',
    ],
    'shop.yaml/WebGroup': ['AdministrationClosed'],
    'shop.yaml/Worker': ['EnvironmentEncrypted', 'SecretsNotInTemplate'],
    'shop.yaml/WorkerLogs': ['CustomerManagedKey', 'LogsMasked', 'RetentionSet'],
    'shop.yaml/WorkerRole': ['NoWildcardData', 'RolesBounded', 'WildcardsConfined'],
    'shop-database.yaml/Orders': [
      'CustomerManagedKey',
      'DataCannotReachInternet',
      // Publicly accessible, and in subnets that are none for data.
      'DataTierPrivate',
      'DataTierPrivate',
      'DeletionProtected',
      'MoreThanOneZone',
      // No selection reaches it, and its own backups are kept for a day.
      'PersonalDataBackedUp',
      'PersonalDataBackedUp',
      'RetentionSet',
      'StatefulKept',
    ],
  });
  expect(report.findings.every(({ where }) => where.line !== undefined)).toBe(true);
});

test('a good template has no finding, where the account has what an account has once', () => {
  const { inputs } = readPaths([join(SAMPLES, 'good')]);
  expect(told(check(inputs, { ...OPTIONS, existing: Existing.by('the platform team') }))).toEqual({});
});
