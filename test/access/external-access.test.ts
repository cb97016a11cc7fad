import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ExternalAccess } from '../../lib/access/external-access';
import { testStack } from '../support/app';
import { findings } from '../support/findings';

function make(region = 'eu-central-1') {
  const stack = testStack({ account: '123456789012', region });
  const topic = Topic.fromTopicArn(stack, 'Topic', `arn:${stack.partition}:sns:${region}:123456789012:alarms`);
  new ExternalAccess(stack, 'ExternalAccess', { topic });
  return { stack, template: Template.fromStack(stack) };
}

test('analyzes what the account lets others reach', () => {
  make().template.hasResource('AWS::AccessAnalyzer::Analyzer', { Properties: { Type: 'ACCOUNT', ArchiveRules: Match.absent() } });
});

test('sends active findings of the account to the topic, and changes no policy for it', () => {
  const { template } = make();
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      account: ['123456789012'],
      source: ['aws.access-analyzer'],
      'detail-type': ['Access Analyzer Finding'],
      detail: { status: ['ACTIVE'] },
    },
    State: 'ENABLED',
    Targets: [{ Arn: 'arn:aws:sns:eu-central-1:123456789012:alarms' }],
  });
  template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
});

test('passes both packs', () => {
  expect(findings(make().stack)).toEqual([]);
});

test('synthesizes in China', () => {
  make('cn-north-1').template.hasResourceProperties('AWS::Events::Rule', {
    Targets: [{ Arn: 'arn:aws-cn:sns:cn-north-1:123456789012:alarms' }],
  });
});
