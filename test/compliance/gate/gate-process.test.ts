import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** The environment of a person's shell: without what jest, and this project's unit tests, set for themselves. */
const { NODE_ENV, CDK_VALIDATION, ...SHELL } = process.env;

test('an application with findings exits with 1, and says of each where it is, what is wrong, why, and what to do', () => {
  const app = 'test/compliance/gate/fixture/app.ts';
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', app], { cwd: ROOT, env: SHELL, encoding: 'utf8' });

  expect(status).toBe(1);
  const blocks = stderr.split('\n\n');
  const block = (path: string, rule: string) => blocks.find((text) => text.includes(path) && text.includes(rule)) ?? '';

  const undeclared = block('Shop/Orders/Resource', 'Strongroom::CustomerDataDeclared');
  expect(undeclared).toMatch(/^test\/compliance\/gate\/fixture\/app\.ts:11:1\nERROR CustomerDataDeclared: /);
  expect(undeclared).toContain("no tag 'strongroom:asset' and tag 'strongroom:category' in Properties.Tags");
  expect(undeclared).toContain('[GDPR Art. 30; PIPL Art. 51(2); ISO/IEC 27001:2022 A.5.12, 5.13; NIST SP 800-53 r5 RA-2, CM-8]');
  expect(undeclared).toContain("Suggested fix: Declare what the store holds: 'new DataAsset({ ... }).tag(construct)'");

  const wayOut = block('Shop/Network/dataSubnet1/DefaultRoute', 'NoWayOut: ');
  expect(wayOut).toMatch(/^test\/compliance\/gate\/fixture\/app\.ts:12:1\nFATAL NoWayOut: /);
  expect(wayOut).toContain(
    "from the data subnet 'Shop/Network/dataSubnet1/Subnet' to a NAT gateway (Shop/Network/ingressSubnet1/NATGateway)",
  );
  expect(wayOut).toContain('Suggested fix: Remove the route');

  const misspelt = block('Shop/Misspelt', 'CloudFormation-Validate::F3002');
  expect(misspelt).toMatch(
    /^test\/compliance\/gate\/fixture\/app\.ts:19:1\nERROR DisplayNam: Additional properties are not allowed/,
  );

  expect(block('Shop/Orders/Resource', 'AwsSolutions::AwsSolutions-S10')).toContain('ERROR The S3 Bucket');
  expect(block('Shop/Orders/Resource', 'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled')).toContain('(Control IDs: ');
  expect(stderr).toMatch(
    /FATAL ExceptionExpired: The exception to 'Strongroom::CustomerDataDeclared' of web-team expired on 2026-01-31, and today is \d{4}-\d\d-\d\d \(made at test\/compliance\/gate\/fixture\/app\.ts:20:1\)/,
  );
});
