import { judge } from '../../../lib/compliance/judge';
import { RULES } from '../../../lib/compliance/rules';
import { TemplateIndex } from '../../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../../support/app';

// Texts that make a regular expression go back for ever: a rule that does never ends this test.

const TAGS = Object.entries({
  asset: 'orders',
  category: 'personal',
  owner: 'orders-team',
  'retention-days': '10',
  residency: 'eu-central-1',
  subjects: 'customers',
  purposes: 'orders',
  'lawful-basis': 'contract',
}).map(([name, Value]) => ({ Key: `strongroom:${name}`, Value }));

function everywhere(text: string): Record<string, unknown> {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: text },
      Action: text,
      Resource: text,
      Condition: { StringLike: { 'aws:PrincipalArn': text } },
    },
  ];
  const resource = (Type: string, Properties: unknown) => ({ Type, Properties });
  return {
    Alarm: resource('AWS::CloudWatch::CompositeAlarm', { AlarmRule: text }),
    Bucket: resource('AWS::S3::Bucket', { BucketName: text, Tags: TAGS }),
    BucketPolicy: resource('AWS::S3::BucketPolicy', { Bucket: text, PolicyDocument: { Statement } }),
    Function: resource('AWS::Lambda::Function', { Runtime: text, Environment: { Variables: { PASSWORD: text, OTHER: text } } }),
    Instance: resource('AWS::EC2::Instance', { UserData: { 'Fn::Base64': text } }),
    Key: resource('AWS::KMS::Key', { KeyPolicy: { Statement } }),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      DefinitionString: text,
      Tags: [{ Key: 'strongroom:control', Value: 'breach-clock' }],
    }),
    Role: resource('AWS::IAM::Role', {
      RoleName: text,
      ManagedPolicyArns: [text],
      AssumeRolePolicyDocument: { Statement },
      Policies: [{ PolicyDocument: { Statement } }],
    }),
    Route: resource('AWS::EC2::Route', { DestinationCidrBlock: text, GatewayId: text }),
    Rule: resource('AWS::Events::Rule', { EventPattern: { source: [{ wildcard: text }] } }),
    Selection: resource('AWS::Backup::BackupSelection', { BackupSelection: { Resources: [text] } }),
  };
}

test.each(['${', 'a:', 'a*', '[', '{{resolve:', 'AKIA', '-----BEGIN ', 'ALARM(', 'arn:aws:sns:', '/'])(
  '%s, again and again',
  (part) => {
    const template = { Resources: everywhere(`arn:${part.repeat(5_000)}`) };
    const judgements = judge(new TemplateIndex([{ name: 'Test', template, environment: ENVIRONMENT }]), RULES);
    const texts = judgements.flatMap(({ verdict }) => (verdict.outcome === 'violation' ? verdict.violations : []));
    expect(texts.filter(({ detail }) => detail.includes('could not judge'))).toEqual([]);
    expect(judgements.length).toBeGreaterThan(100);
  },
);
