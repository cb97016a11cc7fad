import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { findingsGoSomewhere } from '../../../../lib/compliance/rules/logging/findings-go-somewhere';
import { AlarmTopic } from '../../../../lib/detection/alarm-topic';
import { ThreatDetection } from '../../../../lib/detection/threat-detection';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { addPersonalBucket, attribute, bucket, either, NO_VALUE, personalBucket, resource, UNKNOWN } from './fixtures';

const DETECTED = { Orders: personalBucket(), Detector: resource('AWS::GuardDuty::Detector', { Enable: true }) };
const Hub = resource('AWS::SecurityHub::Hub');
const HubV2 = resource('AWS::SecurityHub::HubV2');
const Handler = resource('AWS::Lambda::Function');
const Silent = resource('AWS::SNS::Topic');
const Subscription = resource('AWS::SNS::Subscription', {
  TopicArn: { Ref: 'Topic' },
  Protocol: 'email',
  Endpoint: 'a@example.com',
});
const FUNCTION = { Id: 'Handler', Arn: attribute('Handler') };
const TOPIC = { Id: 'Topic', Arn: { Ref: 'Topic' } };

const rule = (EventPattern: unknown, properties = {}, rest = {}) =>
  resource('AWS::Events::Rule', { EventPattern, Targets: [FUNCTION], ...properties }, rest);
const severity = (...values: unknown[]) => ({ source: ['aws.guardduty'], detail: { severity: values } });
const SEVERE = severity({ numeric: ['>=', 7] });
const imported = (finding: unknown) => ({
  source: ['aws.securityhub'],
  'detail-type': ['Security Hub Findings - Imported'],
  detail: { findings: finding },
});
const LABELS = imported({ Severity: { Label: ['HIGH', 'CRITICAL'] }, Workflow: { Status: ['NEW'] }, RecordState: ['ACTIVE'] });
const from = (low: number, high: number) => Array.from({ length: (high - low) * 10 + 1 }, (_, tenth) => (low * 10 + tenth) / 10);

/** A detector, and a rule. */
const ruled = (Rule: unknown, more = {}) => ({ ...DETECTED, Handler, Rule, ...more });

export const CASES: RuleCases = {
  rule: findingsGoSomewhere,
  compliant: {
    'severe findings to a function': { resources: ruled(rule(SEVERE)), at: ['Test'] },
    'every finding': { resources: ruled(rule({ source: ['aws.guardduty'] })), at: ['Test'] },
    'every finding by its type, of the account': {
      resources: ruled(
        rule({ source: [{ prefix: 'aws.guard' }], 'detail-type': ['GuardDuty Finding'], account: [{ Ref: 'AWS::AccountId' }] }),
      ),
      at: ['Test'],
    },
    'a pattern as a text': { resources: ruled(rule(JSON.stringify(SEVERE))), at: ['Test'] },
    'severities one by one, from two rules': {
      resources: ruled(rule(severity(...from(7, 8.9))), { Critical: rule(severity(...from(9, 10))) }),
      at: ['Test'],
    },
    'more than medium ones': {
      resources: ruled(rule({ source: ['aws.guardduty'], $or: [{ detail: { severity: [{ numeric: ['>', 6.9, '<=', 10] }] } }] })),
      at: ['Test'],
    },
    'a topic with a subscription': {
      resources: ruled(rule(SEVERE, { Targets: [TOPIC] }), { Topic: Silent, Subscription }),
      at: ['Test'],
    },
    'a topic of another account': {
      resources: ruled(rule(SEVERE, { Targets: [{ Id: 'Topic', Arn: 'arn:aws:sns:eu-central-1:210987654321:security' }] })),
      at: ['Test'],
    },
    'a hub, which takes in what GuardDuty finds': {
      resources: { ...DETECTED, Hub, Handler, Rule: rule(LABELS) },
      at: ['Test'],
    },
    'a newer hub': {
      resources: {
        ...DETECTED,
        HubV2,
        Handler,
        Rule: rule({
          source: ['aws.securityhub'],
          'detail-type': ['Findings Imported V2'],
          detail: { findings: { severity: ['High', 'Critical'] } },
        }),
      },
      at: ['Test'],
    },
    'the rule of the CDK': {
      build: (stack) => {
        addPersonalBucket(stack);
        new CfnDetector(stack, 'Detector', { enable: true });
        const topic = new Topic(stack, 'Topic');
        topic.addSubscription(new EmailSubscription('security@example.com'));
        new Rule(stack, 'Rule', {
          eventPattern: { source: ['aws.guardduty'], detail: { severity: Match.greaterThanOrEqual(4) } },
          targets: [new SnsTopic(topic)],
        });
      },
      at: ['Test'],
    },
    'a ThreatDetection': {
      build: (stack) => {
        addPersonalBucket(stack);
        new AlarmTopic(stack, 'Alarms', { contacts: ['security@example.com'] }).serve(stack);
        new ThreatDetection(stack, 'Threats');
      },
      at: ['Test'],
    },
  },
  violations: {
    'no rule': { resources: DETECTED, at: { Test: /findings of GuardDuty of severity 7, 8, 9, 10 go nowhere/ } },
    'a hub without a rule': {
      resources: { Orders: DETECTED.Orders, Hub },
      at: { Test: /Security Hub CSPM of severity HIGH, CRITICAL/ },
    },
    'a hub whose findings go nowhere, beside a detector whose do': {
      resources: ruled(rule(SEVERE), { Hub }),
      at: { Test: /findings of Security Hub CSPM/ },
    },
    'critical findings, left out': {
      resources: ruled(rule(severity(...from(7, 8.9)))),
      at: { Test: /GuardDuty of severity 9, 10 go nowhere/ },
    },
    'findings of just 7, left out': {
      resources: ruled(rule(severity({ numeric: ['>', 7] }))),
      at: { Test: /GuardDuty of severity 7 go nowhere/ },
    },
    'some kinds of finding only': {
      resources: ruled(rule({ source: ['aws.guardduty'], detail: { type: [{ prefix: 'UnauthorizedAccess:' }] } })),
      at: { Test: /GuardDuty/ },
    },
    'failed checks of a hub only': {
      resources: { Orders: DETECTED.Orders, Hub, Handler, Rule: rule(imported({ Compliance: { Status: ['FAILED'] } })) },
      at: { Test: /Security Hub CSPM/ },
    },
    'all findings but GuardDuty’s': {
      resources: ruled(rule({ source: [{ 'anything-but': ['aws.guardduty'] }] })),
      at: { Test: /GuardDuty/ },
    },
    'another service': { resources: ruled(rule({ source: ['aws.inspector2'] })), at: { Test: /GuardDuty/ } },
    'a rule without a target': { resources: ruled(rule(SEVERE, { Targets: NO_VALUE })), at: { Test: /GuardDuty/ } },
    'a target in production only': {
      resources: ruled(rule(SEVERE, { Targets: [either(FUNCTION, NO_VALUE)] })),
      at: { Test: /GuardDuty/ },
    },
    'a target that only the deployment knows': {
      resources: ruled(rule(SEVERE, { Targets: [{ Id: 'Target', Arn: UNKNOWN }] })),
      at: { Test: /GuardDuty/ },
    },
    'a topic that nobody is subscribed to': {
      resources: ruled(rule(SEVERE, { Targets: [TOPIC] }), { Topic: Silent }),
      at: { Test: /GuardDuty/ },
    },
    'a rule that is off': { resources: ruled(rule(SEVERE, { State: 'DISABLED' })), at: { Test: /GuardDuty/ } },
    'a rule in production only': { resources: ruled(rule(SEVERE, {}, { Condition: 'IsProduction' })), at: { Test: /GuardDuty/ } },
    'a rule on another bus': { resources: ruled(rule(SEVERE, { EventBusName: 'orders' })), at: { Test: /GuardDuty/ } },
    'a severity that only the deployment knows': { resources: ruled(rule(severity(UNKNOWN))), at: { Test: /GuardDuty/ } },
    'a rule in another region': {
      sources: [
        { name: 'Data', template: { Resources: DETECTED }, environment: ENVIRONMENT },
        {
          name: 'Rules',
          template: { Resources: { Handler, Rule: rule(SEVERE) } },
          environment: { ...ENVIRONMENT, region: 'eu-west-1' },
        },
      ],
      at: { Data: /GuardDuty/ },
    },
    'a ThreatDetection whose topic has no contact': {
      build: (stack) => {
        addPersonalBucket(stack);
        new ThreatDetection(stack, 'Threats');
      },
      at: { Test: /GuardDuty/ },
    },
  },
  notApplicable: {
    'no data of persons': { resources: { Assets: bucket(), Detector: DETECTED.Detector }, at: ['Test'] },
    'no detector, which is for DetectorFull': { resources: { Orders: DETECTED.Orders }, at: ['Test'] },
  },
};
