import { existsWith } from '../../template/existence';
import { isNoValue, type Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isAlways } from '../../template/values';
import { matchesEvent, patternOf } from './event-pattern';
import { whyUnheard } from './heard-topics';

/** An event on the default bus of an account and region. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/** Whether a rule surely sends an event to somebody who hears it. */
export function routes(rule: Resource, event: BusEvent, index: TemplateIndex): boolean {
  const { account = `\${AWS::AccountId}`, region = `\${AWS::Region}` } = index.environmentOf(rule);
  return (
    existsWith(rule) &&
    isAlways(index, rule, 'State', (state) => state === undefined || String(state).startsWith('ENABLED')) &&
    isOnDefaultBus(rule, index) &&
    matchesEvent(patternOf(rule, index), { ...event, version: '0', account, region }) &&
    (sureObjects(index, rule, rule.properties, 'Targets') ?? []).some(
      (target) => whyUnheard(index, rule, target['Arn']) === undefined,
    )
  );
}

/** AWS services send their events to the default bus. */
function isOnDefaultBus(rule: Resource, index: TemplateIndex): boolean {
  const bus = rule.properties['EventBusName'];
  if (bus === undefined || isNoValue(bus)) return true;
  return textsOf(index, rule, bus).every((text) => /^(.*:event-bus\/)?default$/.test(text));
}
