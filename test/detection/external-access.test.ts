import { Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { ExternalAccess, type ExternalAccessProps } from '../../lib/detection/external-access';
import { EXISTING_METADATA, Existing } from '../../lib/existing';
import { testStack } from '../support/app';
import { findings } from '../support/findings';

function make(props: ExternalAccessProps = {}, region = 'eu-central-1') {
  const stack = testStack({ account: '123456789012', region });
  new AlarmTopic(stack, 'Alarms').serve(stack);
  const access = new ExternalAccess(stack, 'ExternalAccess', props);
  const records = access.node.metadata.filter(({ type }) => type === EXISTING_METADATA).map(({ data }) => data);
  return { stack, access, records, template: Template.fromStack(stack) };
}

describe('the analyzer', () => {
  test('sees what the account lets others reach, with no finding archived by rule', () => {
    const { template, access, records } = make();
    template.hasResource('AWS::AccessAnalyzer::Analyzer', { Properties: { Type: 'ACCOUNT', ArchiveRules: Match.absent() } });
    expect(access.analyzer?.node.path).toBe('Test/ExternalAccess/Resource');
    expect(records).toEqual([]);
  });

  test('is not made where the organisation provides one, and the manifest says so', () => {
    const { template, access, records } = make({ existing: Existing.inOrganization() });
    template.resourceCountIs('AWS::AccessAnalyzer::Analyzer', 0);
    expect(access.analyzer).toBeUndefined();
    expect(records).toEqual([
      {
        what: 'IAM Access Analyzer',
        providedBy: "the organisation's delegated administrator",
        rules: ['ExternalAccessAnalyzed'],
      },
    ]);
  });
});

test.each([
  ['of its own analyzer', {}],
  ['of an analyzer that exists', { existing: Existing.inOrganization() }],
])('active findings %s go to the alarm topic', (_, props: ExternalAccessProps) => {
  make(props).template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      account: ['123456789012'],
      source: ['aws.access-analyzer'],
      'detail-type': ['Access Analyzer Finding'],
      detail: { status: ['ACTIVE'] },
    },
    State: 'ENABLED',
    Targets: [
      {
        Arn: { Ref: Match.stringLikeRegexp('^Alarms') },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsDeadLetters'), 'Arn'] } },
      },
    ],
  });
});

test('passes both packs', () => {
  expect(findings(make().stack)).toEqual([]);
});

test('synthesizes in China', () => {
  const { template } = make({}, 'cn-north-1');
  template.resourceCountIs('AWS::AccessAnalyzer::Analyzer', 1);
  expect(JSON.stringify(template.toJSON())).not.toContain('arn:aws:');
});
