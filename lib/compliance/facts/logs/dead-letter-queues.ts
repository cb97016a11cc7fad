import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';

const QUEUE = 'AWS::SQS::Queue';

/** Types that leave in a queue what they could not deliver or process, and where they name it. */
const LEAVE_LETTERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Events::EventBus': ['DeadLetterConfig.Arn'],
  'AWS::Events::Rule': ['Targets.*.DeadLetterConfig.Arn'],
  'AWS::Lambda::EventInvokeConfig': ['DestinationConfig.OnFailure.Destination'],
  'AWS::Lambda::EventSourceMapping': ['DestinationConfig.OnFailure.Destination'],
  'AWS::Lambda::Function': ['DeadLetterConfig.TargetArn'],
  'AWS::Pipes::Pipe': [
    'SourceParameters.DynamoDBStreamParameters.DeadLetterConfig.Arn',
    'SourceParameters.KinesisStreamParameters.DeadLetterConfig.Arn',
  ],
  'AWS::SNS::Subscription': ['RedrivePolicy.deadLetterTargetArn'],
  'AWS::SQS::Queue': ['RedrivePolicy.deadLetterTargetArn'],
  'AWS::Scheduler::Schedule': ['Target.DeadLetterConfig.Arn'],
};

/** Queues for what was not delivered or processed. Made once by `index.derive(deadLetterQueues)`. */
export function deadLetterQueues(index: TemplateIndex): ReadonlySet<Resource> {
  const queues = Object.entries(LEAVE_LETTERS).flatMap(([type, paths]) =>
    index.ofType(type).flatMap((from) => paths.flatMap((path) => resourcesNamed(index, from, path))),
  );
  return new Set(queues);
}

/** The alarms on how many letters a queue has. Made once by `index.derive(alarmsOnLetters)`. */
export function alarmsOnLetters(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const pairs = index.ofType('AWS::CloudWatch::Alarm').flatMap((alarm) => {
    const counts = read(index, alarm, 'MetricName').some((name) => {
      return (
        name.kind === 'literal' &&
        /^(ApproximateNumberOfMessagesVisible|NumberOfMessagesSent|ApproximateAgeOfOldestMessage)$/.test(String(name.value))
      );
    });
    if (!counts) return [];
    return resourcesNamed(index, alarm, 'Dimensions.*.Value')
      .filter((queue) => existsWith(alarm, queue))
      .map((queue) => [queue, alarm] as const);
  });
  return grouped(pairs);
}

function resourcesNamed(index: TemplateIndex, from: Resource, path: string): readonly Resource[] {
  return namedBy(index, from, read(index, from, path), [QUEUE]).flatMap((named) =>
    named.kind === 'resource' ? [named.resource] : [],
  );
}
