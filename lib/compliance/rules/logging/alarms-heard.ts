import { Framework } from '../../citation';
import { whyUnheard } from '../../facts/logs/heard-topics';
import { type BusEvent, routes } from '../../facts/logs/routed-events';
import { ALARM_TYPES, watchedAlarms } from '../../facts/logs/watched-alarms';
import { COMPLIANT, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isFalse, read } from '../../template/values';

/**
 * An alarm acts when it rings: it notifies a topic that somebody is subscribed to, or drives something, such as a scaling policy or a
 * function. An alarm that something else watches needs no action: a part of a composite alarm, of a deployment's roll-back, of a
 * health check; or every alarm of a region whose EventBridge rule forwards them.
 */
export const alarmsHeard: Rule = {
  id: 'AlarmsHeard',
  severity: 'error',
  resourceTypes: ALARM_TYPES,
  why: 'An alarm that nobody hears costs its price and warns of nothing.',
  fix: "Add an action: 'alarm.addAlarmAction(AlarmTopic.of(this).action)' with contacts on the AlarmTopic, or the ARN of a subscribed topic among 'AlarmActions', and leave 'ActionsEnabled' true.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.ISO27001]: ['8.16'],
    [Framework.NIST80053]: ['SI-4(5)'],
  },
  exceptable: true,
  check: (alarm, index) => {
    if (index.derive(watchedAlarms).has(alarm) || isForwarded(alarm, index)) return COMPLIANT;
    return violationsOrCompliant([...disabled(alarm, index), ...unheard(alarm, index)]);
  },
};

function disabled(alarm: Resource, index: TemplateIndex): Violation[] {
  const property = 'ActionsEnabled';
  if (isAlways(index, alarm, property, (enabled) => enabled === undefined || String(enabled) === 'true')) return [];
  const enabled = read(index, alarm, property);
  const off = enabled.every((target) => target.kind === 'literal' && isFalse(target.value));
  return [
    {
      location: `Properties.${property}`,
      detail: off
        ? 'the actions of the alarm are off'
        : `the actions of the alarm may be off: '${property}' is ${describe(enabled)}`,
    },
  ];
}

/** In each list that the actions may be, one is heard. */
function unheard(alarm: Resource, index: TemplateIndex): Violation[] {
  const location = 'Properties.AlarmActions';
  return read(index, alarm, 'AlarmActions').flatMap((actions): Violation[] => {
    if (actions.kind !== 'literal') return [{ location, detail: 'only the deployment knows the actions of the alarm' }];
    const list: readonly unknown[] = Array.isArray(actions.value) ? actions.value : [];
    if (list.length === 0) return [{ location, detail: 'nobody hears the alarm: it has no action' }];
    const reasons = list.map((action) => whyUnheard(index, alarm, action));
    if (reasons.includes(undefined)) return [];
    return [
      { location, detail: `nobody hears the alarm for sure: of its action, ${[...new Set(reasons)].join('; of its next, ')}` },
    ];
  });
}

const RINGING: BusEvent = {
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { state: { value: 'ALARM' }, previousState: { value: 'OK' } },
};

function isForwarded(alarm: Resource, index: TemplateIndex): boolean {
  const { account, region } = index.environmentOf(alarm);
  return index.derive(rulesForEveryAlarm).some((rule) => {
    const there = index.environmentOf(rule);
    return there.account === account && there.region === region;
  });
}

function rulesForEveryAlarm(index: TemplateIndex): readonly Resource[] {
  return index.ofType('AWS::Events::Rule').filter((rule) => routes(rule, RINGING, index));
}
