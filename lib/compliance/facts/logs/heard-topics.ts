import { existsWith } from '../../template/existence';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { isUnread } from '../../template/unread';
import { describe, read, readFrom } from '../../template/values';

const TOPIC = ['AWS::SNS::Topic'];

/** Types that subscribe to topics, and where they name them. A chat's configuration subscribes by itself. */
const SUBSCRIBERS: Readonly<Record<string, string>> = {
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'SnsTopicArns.*',
  'AWS::Chatbot::SlackChannelConfiguration': 'SnsTopicArns.*',
  'AWS::SNS::Subscription': 'TopicArn',
};

/** Topics of the index that somebody hears. Made once by `index.derive(heardTopics)`. */
export function heardTopics(index: TemplateIndex): ReadonlySet<Resource> {
  const heard = new Set<Resource>();
  for (const topic of index.ofType(...TOPIC)) {
    if ((sureObjects(index, topic, topic.properties, 'Subscription') ?? []).length > 0) heard.add(topic);
  }
  for (const [type, path] of Object.entries(SUBSCRIBERS)) {
    for (const subscriber of index.ofType(type)) {
      for (const named of namedBy(index, subscriber, read(index, subscriber, path), TOPIC)) {
        if (named.kind === 'resource' && existsWith(subscriber, named.resource)) heard.add(named.resource);
      }
    }
  }
  return heard;
}

/**
 * Why nobody may hear of what is sent to a target: it is a topic of the index without a subscription, or only the deployment knows
 * it. `undefined` for anything else: a function, a queue, a topic of another app.
 */
export function whyUnheard(index: TemplateIndex, from: Resource, value: unknown): string | undefined {
  const heard = index.derive(heardTopics);
  for (const target of readFrom(index, from, value, '')) {
    if (target.kind === 'literal' && target.value === undefined) return 'it may be absent';
    const isOther = target.kind === 'resource' && !TOPIC.includes(target.resource.type);
    for (const named of isOther ? [] : namedBy(index, from, [target], TOPIC)) {
      if (named.kind === 'unknown' && isUnread(named.text)) return `only the deployment knows it (${describe([target])})`;
      if (named.kind === 'resource' && !heard.has(named.resource)) {
        return `nobody is subscribed to the topic '${named.resource.path}'`;
      }
    }
  }
  return undefined;
}
