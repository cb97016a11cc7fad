import { summarize } from '../../emulator/summary';

const resource = (type: string, level: 'exercised' | 'configuration stored only' | 'inert') => ({
  stack: 'dev-Data',
  logicalId: type,
  physicalId: type,
  type,
  level,
});

const DEPLOYMENT = {
  stacks: ['dev-Data'],
  resources: [
    resource('AWS::S3::Bucket', 'exercised'),
    resource('AWS::S3::Bucket', 'exercised'),
    resource('AWS::KMS::Key', 'exercised'),
    resource('AWS::GuardDuty::Detector', 'configuration stored only'),
    resource('AWS::CDK::Metadata', 'inert'),
  ],
  outputs: { 'dev-Data': { Bucket: 'name-of-it', ExportsOutputRefB1: 'of no use to a person' } },
  seconds: 12.34,
};

const OPTIONS = { verbose: false, keep: false, command: 'strongroom local' };

describe('the summary of a run', () => {
  test('counts by class, but not the CDK’s metadata, shows outputs, and says what was not tested', () => {
    const text = summarize(DEPLOYMENT, OPTIONS);
    expect(text).toContain('1 stack with 4 resources stood after 12.3 s.');
    expect(text).toMatch(/exercised +3 of 2 types/);
    expect(text).toMatch(/configuration stored only +1 of 1 type /);
    expect(text).toMatch(/inert +0 of 0 types/);
    expect(text).toContain('dev-Data.Bucket = name-of-it');
    expect(text).not.toContain('ExportsOutput');
    expect(text).not.toContain('AWS::');
    expect(text).toContain('`strongroom local --verbose` lists');
    expect(text).toContain('Not tested by any emulator run: least privilege');
  });

  test('says that it stands only where it goes on standing', () => {
    expect(summarize(DEPLOYMENT, { ...OPTIONS, keep: true })).toContain('1 stack with 4 resources stand after 12.3 s.');
  });

  test('names the types of each class when asked', () => {
    expect(summarize(DEPLOYMENT, { ...OPTIONS, verbose: true })).toMatch(
      /exercised.*\n +1 AWS::KMS::Key\n +2 AWS::S3::Bucket\n.*stored only.*\n +1 AWS::GuardDuty::Detector/,
    );
  });
});
