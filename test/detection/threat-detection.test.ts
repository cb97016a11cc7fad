import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { App, Stack } from 'aws-cdk-lib/core';
import { Feature, isAvailable } from '../../lib/availability';
import { AlarmTopic } from '../../lib/detection/alarm-topic';
import { ThreatDetection, type ThreatDetectionProps } from '../../lib/detection/threat-detection';
import { InvalidInputError } from '../../lib/errors';
import { EXISTING_METADATA, Existing } from '../../lib/existing';
import { testStack } from '../support/app';
import { findings } from '../support/findings';

function make(props: ThreatDetectionProps = {}, stack = testStack()) {
  new AlarmTopic(stack, 'Alarms').serve(stack);
  const detection = new ThreatDetection(stack, 'Threats', props);
  return { stack, detection, template: Template.fromStack(stack) };
}

function features(stack = testStack()): unknown[] {
  const [detector] = Object.values(make({}, stack).template.findResources('AWS::GuardDuty::Detector'));
  return detector?.Properties.Features;
}

const enabled = (name: string) => ({ Name: name, Status: 'ENABLED' });

describe('the detector', () => {
  test('has every protection plan, named one by one, and agents that keep themselves current', () => {
    expect(features()).toEqual([
      enabled('S3_DATA_EVENTS'),
      enabled('EKS_AUDIT_LOGS'),
      enabled('EBS_MALWARE_PROTECTION'),
      enabled('RDS_LOGIN_EVENTS'),
      enabled('LAMBDA_NETWORK_LOGS'),
      {
        ...enabled('RUNTIME_MONITORING'),
        AdditionalConfiguration: ['EC2_AGENT_MANAGEMENT', 'ECS_FARGATE_AGENT_MANAGEMENT', 'EKS_ADDON_MANAGEMENT'].map(enabled),
      },
    ]);
  });

  test('is on and publishes every 15 minutes', () => {
    make().template.hasResourceProperties('AWS::GuardDuty::Detector', {
      Enable: true,
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      DataSources: Match.absent(),
    });
  });

  test('leaves out in China what GuardDuty doesn’t have there', () => {
    const stack = testStack({ account: '123456789012', region: 'cn-north-1' });
    expect(isAvailable(stack, Feature.GUARDDUTY_RUNTIME_MONITORING)).toBe(false);
    expect(features(stack)).toEqual([enabled('S3_DATA_EVENTS'), enabled('EKS_AUDIT_LOGS')]);
  });

  test('has every plan where the region is known at deployment', () => {
    expect(features(new Stack(new App(), 'Agnostic'))).toHaveLength(6);
  });

  test('is not made where the organisation provides one, and the manifest says so', () => {
    const { template, detection, stack } = make({ existing: Existing.inOrganization() });
    template.resourceCountIs('AWS::GuardDuty::Detector', 0);
    expect(detection.detector).toBeUndefined();
    const records = Object.values(stack.node.root.node.findAll()).flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === EXISTING_METADATA).map(({ data }) => [node.path, data]),
    );
    expect(records).toEqual([
      [
        'Test/Threats',
        { what: 'GuardDuty detector', providedBy: "the organisation's delegated administrator", rules: ['DetectorFull'] },
      ],
    ]);
  });

  test('is made, and nothing else claimed, by default', () => {
    const { detection } = make();
    expect((detection.detector as CfnDetector).node.path).toBe('Test/Threats/Resource');
    expect(detection.node.metadata.filter(({ type }) => type === EXISTING_METADATA)).toEqual([]);
  });
});

describe('severe findings', () => {
  test.each([
    ['by default', {}, 7],
    ['from the severity given', { alarmFrom: 4 }, 4],
    ['of any severity', { alarmFrom: 0 }, 0],
    ['of the organisation’s detector, too', { existing: Existing.inOrganization() }, 7],
  ])('go to the alarm topic %s', (_, props: ThreatDetectionProps, severity) => {
    make(props).template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        account: ['123456789012'],
        source: ['aws.guardduty'],
        'detail-type': ['GuardDuty Finding'],
        detail: { severity: [{ numeric: ['>=', severity] }] },
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

  test.each([-1, 10.1, Number.NaN, Number.POSITIVE_INFINITY])('cannot begin at %p', (alarmFrom) => {
    expect(() => make({ alarmFrom })).toThrow(InvalidInputError);
    expect(() => make({ alarmFrom })).toThrow(/alarmFrom: got .*; a severity of GuardDuty, 0 to 10/);
  });
});

test('passes both packs', () => {
  expect(findings(make().stack)).toEqual([]);
});
