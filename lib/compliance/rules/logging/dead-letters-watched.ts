import { PRACTICE } from '../../citation';
import { alarmsOnLetters, deadLetterQueues } from '../../facts/logs/dead-letter-queues';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

/**
 * A queue for what was not delivered or processed is watched by an alarm on its letters: whoever leaves them there, a queue, a
 * subscription, a function, a rule or a schedule. Whether the alarm is heard is for AlarmsHeard to say.
 *
 * Source: "Available CloudWatch metrics for Amazon SQS".
 */
export const deadLettersWatched: Rule = {
  id: 'DeadLettersWatched',
  severity: 'error',
  resourceTypes: ['AWS::SQS::Queue'],
  why: 'A notice of an attack, or a request to erase, that lies in a dead-letter queue is lost as soon as its time there is over.',
  fix: "Set an alarm on the queue's 'ApproximateNumberOfMessagesVisible' from 1: 'queue.metricApproximateNumberOfMessagesVisible().createAlarm(...)', with an action that somebody hears.",
  cites: PRACTICE,
  exceptable: true,
  check: (queue, index) => {
    if (!index.derive(deadLetterQueues).has(queue)) return NOT_APPLICABLE;
    if (index.derive(alarmsOnLetters).has(queue)) return COMPLIANT;
    return violationsOrCompliant([
      { detail: 'no alarm watches the dead-letter queue: nobody learns of what was not delivered or processed' },
    ]);
  },
};
