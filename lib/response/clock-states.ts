import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Chain, Fail, type IChainable, JsonPath, TaskInput, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { SnsPublish } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type BreachDeadline, duration, noticesOf } from './breach-deadlines';

/** How a step of a workflow is tried again: for ten minutes. */
export const PATIENTLY = { interval: Duration.seconds(10), maxAttempts: 6, backoffRate: 2 };

/** What is told of a finding: fields of the clock's input. */
const TOLD = ['type', 'severity', 'time', 'account', 'region', 'id'];

/**
 * The states of a clock: one notice at once, one before each deadline and one when it is over, and a failure in the end.
 *
 * @throws InvalidInputError naming every deadline that is not valid
 */
export function clockStates(scope: Construct, topic: ITopic, deadlines: readonly BreachDeadline[]): IChainable {
  const later = noticesOf(scope.node.path, deadlines);
  const laws = deadlines.map(({ law, hours }) => `within ${duration(hours)} (${law})`).join(', ');
  const first = `A finding may be a personal data breach. If it is, an authority must hear of it: ${laws}.`;
  let chain = Chain.start(notice(scope, 'Announce', topic, first));
  let since = 0;
  for (const { atHours, text } of later) {
    const wait = new Wait(scope, `UntilHour${atHours}`, { time: WaitTime.duration(Duration.hours(atHours - since)) });
    chain = chain.next(wait).next(notice(scope, `Hour${atHours}`, topic, text));
    since = atHours;
  }
  const undecided = { error: 'NobodyDecided', cause: 'The last deadline is over, and nobody stopped the clock.' };
  return chain.next(new Fail(scope, 'Undecided', undecided));
}

function notice(scope: Construct, id: string, topic: ITopic, text: string): SnsPublish {
  const message = JsonPath.format(
    `${text} The finding: ${TOLD.map((field) => `${field} {}`).join(', ')}. When it is decided, stop this execution with the decision as the cause: {}`,
    ...TOLD.map((field) => JsonPath.stringAt(`$.${field}`)),
    JsonPath.executionId,
  );
  const publish = new SnsPublish(scope, id, {
    topic,
    subject: 'Strongroom: a finding may be a personal data breach',
    message: TaskInput.fromText(message),
    resultPath: JsonPath.DISCARD,
  });
  publish.addRetry({ errors: ['States.ALL'], ...PATIENTLY });
  return publish;
}
