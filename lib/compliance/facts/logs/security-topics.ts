import { existsWith } from '../../template/existence';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { read, readFrom } from '../../template/values';
import { breachWorkflows, findingRules, topicsOf } from './breach-workflows';
import { ALARM_TYPES } from './watched-alarms';

const TOPIC = ['AWS::SNS::Topic'];
/** Protocols that end at a person, or at the service that calls one: not at a program of the same account. */
const TO_PERSONS: readonly unknown[] = ['email', 'email-json', 'sms', 'https'];
const CHATS = ['AWS::Chatbot::MicrosoftTeamsChannelConfiguration', 'AWS::Chatbot::SlackChannelConfiguration'];

/** The topics of an account that alarms, severe findings, or the clock of breaches go to. */
export function securityTopics(account: Resource, index: TemplateIndex): readonly Resource[] {
  const named = (from: Resource, path: string) =>
    namedBy(index, from, read(index, from, path), TOPIC).flatMap((one) => (one.kind === 'resource' ? [one.resource] : []));
  return [
    ...index
      .inAccountOf(account, ...ALARM_TYPES)
      .filter((alarm) => existsWith(alarm))
      .flatMap((alarm) => named(alarm, 'AlarmActions.*')),
    ...findingRules(account, index).flatMap((rule) => named(rule, 'Targets.*.Arn')),
    ...breachWorkflows(account, index).flatMap((machine) => topicsOf(machine, index)),
  ];
}

/** Topics that a person hears: by mail, message, chat, or a service on call. Made once by `index.derive(topicsHeardByPersons)`. */
export function topicsHeardByPersons(index: TemplateIndex): ReadonlySet<Resource> {
  const heard = new Set<Resource>();
  const add = (subscriber: Resource, path: string) => {
    for (const named of namedBy(index, subscriber, read(index, subscriber, path), TOPIC)) {
      if (named.kind === 'resource' && existsWith(subscriber, named.resource)) heard.add(named.resource);
    }
  };
  for (const subscription of index.ofType('AWS::SNS::Subscription')) {
    if (isToPerson(subscription, subscription.properties, index)) add(subscription, 'TopicArn');
  }
  for (const chat of index.ofType(...CHATS)) add(chat, 'SnsTopicArns.*');
  for (const topic of index.ofType(...TOPIC)) {
    const inline = sureObjects(index, topic, topic.properties, 'Subscription') ?? [];
    if (inline.some((one) => isToPerson(topic, one, index))) heard.add(topic);
  }
  return heard;
}

function isToPerson(from: Resource, subscription: unknown, index: TemplateIndex): boolean {
  const isAlways = (path: string, satisfies: (value: unknown) => boolean) =>
    readFrom(index, from, subscription, path).every((one) =>
      one.kind === 'literal' ? satisfies(one.value) : path === 'Endpoint',
    );
  return (
    isAlways('Protocol', (protocol) => TO_PERSONS.includes(protocol)) &&
    isAlways('Endpoint', (endpoint) => endpoint !== undefined)
  );
}
