import { existsWith } from '../../template/existence';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { read } from '../../template/values';

export const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/** Types that act upon an alarm's state by themselves, and where they name it. */
const WATCHERS: Readonly<Record<string, string>> = {
  'AWS::AppConfig::Environment': 'Monitors.*.AlarmArn',
  'AWS::CloudWatch::CompositeAlarm': 'ActionsSuppressor',
  'AWS::CodeDeploy::DeploymentGroup': 'AlarmConfiguration.Alarms.*.Name',
  'AWS::ECS::Service': 'DeploymentConfiguration.Alarms.AlarmNames.*',
  'AWS::Route53::HealthCheck': 'HealthCheckConfig.AlarmIdentifier.Name',
};

/** `ALARM("orders")` within a composite alarm's rule. */
const STATE_OF = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?([^)"']+)["']?\s*\)/g;

/** Alarms that need no action of their own: something else watches them. Made once by `index.derive(watchedAlarms)`. */
export function watchedAlarms(index: TemplateIndex): ReadonlySet<Resource> {
  const watched = new Set<Resource>();
  const add = (watcher: Resource, targets: ReturnType<typeof read>) => {
    for (const named of namedBy(index, watcher, targets, ALARM_TYPES)) {
      if (named.kind === 'resource' && existsWith(watcher, named.resource)) watched.add(named.resource);
    }
  };
  for (const [type, path] of Object.entries(WATCHERS)) {
    for (const watcher of index.ofType(type)) add(watcher, read(index, watcher, path));
  }
  for (const composite of index.ofType('AWS::CloudWatch::CompositeAlarm')) {
    for (const rule of textsOf(index, composite, composite.properties['AlarmRule'])) {
      // CloudWatch takes no longer rule.
      if (rule.length > 10_240) continue;
      for (const [, alarm] of rule.matchAll(STATE_OF)) add(composite, [{ kind: 'literal', value: alarm?.trim() }]);
    }
  }
  return watched;
}
