import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type App, CfnOutput, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Existing, except } from '../../../lib';
import { check } from '../../../lib/compliance/check/check';
import { readPaths } from '../../../lib/compliance/check/read-paths';
import { indexOf } from '../../../lib/compliance/gate/app-templates';
import { judge } from '../../../lib/compliance/judge';
import { RULES } from '../../../lib/compliance/rules';
import { ACCOUNT_TYPE, ENVIRONMENT_TYPE, TemplateIndex } from '../../../lib/compliance/template/template-index';
import { InvalidInputError } from '../../../lib/errors';
import { testApp } from '../../support/app';
import { personalAsset } from '../../support/assets';

const TODAY = '2026-11-24';

/** An app with stages, one of them in another, nested stacks, references across stacks, and an exception. */
function shop(context: Readonly<Record<string, unknown>>): App {
  const app = testApp({ outdir: mkdtempSync(join(tmpdir(), 'strongroom-assembly-')), context });
  const prod = new Stage(app, 'prod', { env: { region: 'eu-central-1', account: '111122223333' } });
  const keys = new Stack(prod, 'Keys');
  const key = new Key(keys, 'Key', { enableKeyRotation: true });
  const data = new Stack(prod, 'Data', { stackName: 'shop-data' });
  const orders = new Bucket(data, 'Orders', { encryptionKey: key });
  personalAsset().tag(orders);
  const nested = new NestedStack(data, 'Nested');
  new Queue(nested, 'Queue');
  const deeper = new NestedStack(nested, 'Deeper');
  new Bucket(deeper, 'Pictures');
  new CfnResource(deeper, 'Copy', { type: 'AWS::S3::Bucket', properties: { BucketName: orders.bucketArn } });
  except(nested.node.findChild('Queue'), {
    rule: 'Strongroom::CustomerDataDeclared',
    reason: 'Holds nothing but the names of pictures',
    owner: 'shop',
    expires: '2027-06-01',
  });
  new Bucket(new Stack(new Stage(prod, 'canary'), 'Data'), 'Orders');
  new CfnOutput(new Stack(app, 'Alone', { env: { region: 'eu-west-1' } }), 'Nothing', { value: 'x' });
  Existing.by('the platform team').record(keys, 'trail', ['TrailWhole']);
  app.synth();
  return app;
}

/** What every rule says everywhere; an account and an environment are where their first stack is, whichever that is. */
function verdicts(index: TemplateIndex): readonly string[] {
  return judge(index, RULES)
    .map(({ rule, resource, verdict, providedBy }) => {
      const at = [ACCOUNT_TYPE, ENVIRONMENT_TYPE].includes(resource.type) ? resource.type : resource.path;
      return `${rule.id} at ${at}: ${JSON.stringify(verdict)} ${providedBy ?? ''}`;
    })
    .sort();
}

function fileIn(folder: string, name: RegExp): string {
  return join(folder, readdirSync(folder).find((file) => name.test(file)) ?? '');
}

describe.each([
  ['as the command line writes it', { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }],
  ['as an app writes it by itself', {}],
])('an assembly %s', (_, context) => {
  const app = shop(context);
  const { inputs } = readPaths([app.outdir]);

  test('is judged as the app is', () => {
    const found = verdicts(new TemplateIndex(inputs, TODAY));
    expect(found).toEqual(verdicts(indexOf(app, TODAY)));
    expect(found).toContainEqual(expect.stringMatching(/^TransportEncrypted at prod\/Data\/Orders\/Resource: .*violation/));
    expect(found).toContainEqual(expect.stringMatching(/^EverythingJudged at prod\/Data\/Nested\.NestedStack\/.*compliant/));
    expect(found).toContainEqual(expect.stringMatching(/^TrailWhole at Strongroom::Account: .* the platform team$/));
  });

  test('tells of each stack how it stands among the others', () => {
    const told = inputs.map(({ name, stackName, stage, environment, nestedIn }) => ({
      name,
      stackName,
      stage,
      region: environment?.region,
      account: environment?.account,
      nestedIn: nestedIn?.template,
    }));
    const prod = { stage: 'prod', region: 'eu-central-1', account: '111122223333', nestedIn: undefined };
    const nested = { stage: 'prod', stackName: undefined, region: undefined, account: undefined };
    expect(told).toHaveLength(6);
    expect(told).toEqual(
      expect.arrayContaining([
        { ...prod, name: 'prod/Keys', stackName: 'prod-Keys' },
        { ...prod, name: 'prod/Data', stackName: 'shop-data' },
        { ...nested, name: 'prod/Data/Nested', nestedIn: 'prod/Data' },
        { ...nested, name: 'prod/Data/Nested/Deeper', nestedIn: 'prod/Data/Nested' },
        { ...prod, name: 'prod/canary/Data', stackName: 'prod-canary-Data', stage: 'prod/canary' },
        { ...prod, name: 'Alone', stackName: 'Alone', stage: '', region: 'eu-west-1', account: undefined },
      ]),
    );
  });

  test('findings are at the line of the application; exceptions count', () => {
    const { findings, exceptions } = check(inputs, { today: TODAY });
    const wholes = findings.filter(({ logicalId, type }) => logicalId === '' && type !== 'exception');
    expect(wholes.length).toBeGreaterThan(0);
    expect(wholes.filter(({ where }) => !where.file.endsWith('.template.json'))).toEqual([]);
    const pictures = findings.find(
      ({ path, rule }) => path === 'prod/Data/Nested/Deeper/Pictures/Resource' && rule.endsWith('Declared'),
    );
    expect(pictures?.where).toEqual({
      file: 'test/compliance/check/read-assembly.test.ts',
      line: expect.any(Number),
      column: expect.any(Number),
    });
    expect(exceptions).toEqual([
      expect.objectContaining({
        rule: 'Strongroom::CustomerDataDeclared',
        path: 'prod/Data/Nested/Queue',
        findings: 1,
        owner: 'shop',
      }),
    ]);
    expect(findings.filter(({ path }) => path.startsWith('prod/Data/Nested/Queue')).map(({ rule }) => rule)).not.toContain(
      'Strongroom::CustomerDataDeclared',
    );
  });
});

describe('exceptions of an assembly', () => {
  const exceptionsIn = (tamper: (metadata: string) => string, today = TODAY) => {
    const { outdir } = shop({});
    const file = fileIn(join(outdir, 'assembly-prod'), /^prodData.*\.metadata\.json$/);
    writeFileSync(file, tamper(readFileSync(file, 'utf8')));
    const { findings, exceptions } = check(readPaths([outdir]).inputs, { today });
    const faults = findings.filter(({ rule }) => rule.startsWith('Strongroom-Gate::'));
    return { faults: faults.map(({ rule, path, detail }) => `${rule} ${path}: ${detail}`), inForce: exceptions.length };
  };

  test.each([
    [
      'of a rule that is none',
      (text: string) => text.replaceAll('::CustomerDataDeclared', '::Nonsense'),
      /^Strongroom-Gate::ExceptionUnknown/,
    ],
    ['that matches nothing', (text: string) => text.replaceAll('::CustomerDataDeclared', '::UploadsScanned'), /ExceptionStale/],
    ['that nobody owns', (text: string) => text.replace('"owner":"shop"', '"owner":""'), /ExceptionInvalid.*owner is ''/],
    [
      'that is on a whole stack',
      (text: string) => text.replace('"/prod/Data/Nested/Queue"', '"/prod/Data"'),
      /ExceptionInvalid.*a construct inside a stack/,
    ],
    [
      'that is on a nested stack',
      (text: string) => {
        const { ['/prod/Data/Nested/Queue']: moved, ...rest } = JSON.parse(text);
        rest['/prod/Data/Nested'].push(...moved.filter(({ type }: { type: string }) => !type.startsWith('aws:cdk:logicalId')));
        return JSON.stringify(rest);
      },
      /ExceptionInvalid.*a construct inside a stack/,
    ],
    ['without a record', (text: string) => text.replace('"strongroom:exception"', '"other"'), /AcknowledgementOwnerless/],
  ])('one %s is a finding', (_, tamper, says) => {
    expect(exceptionsIn((text) => tamper(JSON.stringify(JSON.parse(text))))).toEqual({
      faults: [expect.stringMatching(says)],
      inForce: 0,
    });
  });

  test('one that has expired is a finding, and lets nothing off', () => {
    expect(exceptionsIn((text) => text, '2027-06-02')).toEqual({
      faults: [expect.stringMatching(/ExceptionExpired/)],
      inForce: 0,
    });
  });

  test('one to a rule of another pack is the gate’s to judge', () => {
    expect(
      exceptionsIn((text) => text.replaceAll('Strongroom::CustomerDataDeclared', 'AwsSolutions::AwsSolutions-SQS3')),
    ).toEqual({
      faults: [],
      inForce: 0,
    });
  });
});

describe('what is wrong with an assembly', () => {
  const faultsOf = (change: (folder: string) => void): readonly string[] => {
    const { outdir } = shop({});
    change(outdir);
    try {
      readPaths([outdir]);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      return error.faults.map(({ property, got }) => `${property.replace(`${outdir}/`, '')}: ${got}`);
    }
  };

  test('a template that is missing, a manifest that is broken', () => {
    expect(
      faultsOf((folder) => {
        const file = join(folder, 'manifest.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('Alone.template.json', 'nowhere.json'));
        writeFileSync(join(folder, 'assembly-prod', 'manifest.json'), '{');
      }),
    ).toEqual(
      expect.arrayContaining([
        'nowhere.json: nothing (no such file or directory)',
        'assembly-prod/manifest.json:1:2: text that is no JSON',
      ]),
    );
  });

  test('a nested stack whose template is another than its digest says deploys something unknown', () => {
    const { outdir } = shop({});
    const file = fileIn(join(outdir, 'assembly-prod'), /^prodDataNestedDeeper.*\.template\.json$/);
    writeFileSync(file, JSON.stringify({ Resources: {} }));
    const { findings } = check(readPaths([outdir]).inputs, { today: TODAY });
    expect(findings.filter(({ rule }) => rule === 'Strongroom::EverythingJudged').map(({ path }) => path)).toEqual([
      'prod/Data/Nested/Deeper.NestedStack/Deeper.NestedStackResource',
    ]);
  });

  test('a template that is a device, which may never end', () => {
    expect(
      faultsOf((folder) => {
        const file = join(folder, 'manifest.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('Alone.template.json', 'device.json'));
        symlinkSync('/dev/null', join(folder, 'device.json'));
      }),
    ).toEqual(['device.json: neither a file nor a folder']);
  });

  test.each([
    ['outside of it is not read', '../Alone.template.json', ['prod/Data']],
    ['that is the one that deploys it ends', 'prodData', ['prod/Data']],
  ])('a nested stack of a template %s', (_, template, names) => {
    const { outdir } = shop({});
    const folder = join(outdir, 'assembly-prod');
    const file = fileIn(folder, /^prodData.*\.metadata\.json$/);
    const own = readdirSync(folder).find((name) => /^prodData[^.N]*\.template\.json$/.test(name)) ?? '';
    const metadata = JSON.parse(readFileSync(file, 'utf8'));
    for (const entry of metadata['/prod/Data/Nested'])
      if (entry.type === 'aws:cdk:templateFile') entry.data = template === 'prodData' ? own : template;
    writeFileSync(file, JSON.stringify(metadata));
    const { inputs } = readPaths([outdir]);
    expect(inputs.map(({ name }) => name).filter((name) => name.startsWith('prod/Data'))).toEqual(names);
  });

  test('a manifest that names its own folder ends', () => {
    const { outdir } = shop({});
    const file = join(outdir, 'manifest.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"directoryName": "assembly-prod"', '"directoryName": "."'));
    expect(readPaths([outdir]).inputs.map(({ name }) => name)).toEqual(['Alone']);
  });
});

test('two assemblies with stacks of the same name are told apart by their folders', () => {
  const [one, other] = [shop({}).outdir, shop({}).outdir];
  const { inputs } = readPaths([one, other]);
  expect(inputs.map(({ name }) => name)).toEqual(
    expect.arrayContaining([`${one}/prod/Data/Nested`, `${other}/prod/Data/Nested`]),
  );
  const { exceptions, findings } = check(inputs, { today: TODAY });
  expect(exceptions.map(({ path }) => path)).toEqual([`${one}/prod/Data/Nested/Queue`, `${other}/prod/Data/Nested/Queue`]);
  expect(findings.every(({ where }) => where.line !== undefined || where.file.endsWith('.json'))).toBe(true);
});
