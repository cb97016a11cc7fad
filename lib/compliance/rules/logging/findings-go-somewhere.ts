import { Framework } from '../../citation';
import { type BusEvent, routes } from '../../facts/logs/routed-events';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { ENVIRONMENT_TYPE } from '../../template/template-index';

/** A service that finds threats, and what it sends for a severe one. */
interface Finder {
  readonly type: string;
  readonly name: string;
  /** By their severity, in words. */
  readonly findings: Readonly<Record<string, BusEvent>>;
}

const guardDuty = (severity: number): BusEvent => ({
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  detail: { severity, service: { serviceName: 'guardduty', archived: false } },
});
const hub = (label: string, normalized: number): BusEvent => ({
  source: 'aws.securityhub',
  'detail-type': 'Security Hub Findings - Imported',
  detail: {
    findings: [
      {
        Severity: { Label: label, Normalized: normalized },
        RecordState: 'ACTIVE',
        Workflow: { Status: 'NEW' },
        WorkflowState: 'NEW',
      },
    ],
  },
});
const hubV2 = (severity: string, id: number): BusEvent => ({
  source: 'aws.securityhub',
  'detail-type': 'Findings Imported V2',
  detail: { findings: [{ severity, severity_id: id, status: 'New', status_id: 1 }] },
});

const GUARDDUTY: Finder = {
  type: 'AWS::GuardDuty::Detector',
  name: 'GuardDuty',
  findings: { '7': guardDuty(7), '8': guardDuty(8), '9': guardDuty(9), '10': guardDuty(10) },
};
/** Hubs take in what GuardDuty finds, so that a rule on their findings is one on GuardDuty's. */
const HUBS: readonly Finder[] = [
  {
    type: 'AWS::SecurityHub::Hub',
    name: 'Security Hub CSPM',
    findings: { HIGH: hub('HIGH', 70), CRITICAL: hub('CRITICAL', 90) },
  },
  {
    type: 'AWS::SecurityHub::HubV2',
    name: 'Security Hub',
    findings: { High: hubV2('High', 4), Critical: hubV2('Critical', 5) },
  },
];

/**
 * Where data about persons stands, severe findings of GuardDuty and Security Hub are sent on: an EventBridge rule on the default bus
 * matches each, from high (7) to critical (10), and has a target. A topic that nobody is subscribed to is none. Sources:
 * "Processing GuardDuty findings with Amazon EventBridge", "EventBridge event formats for Security Hub".
 */
export const findingsGoSomewhere: Rule = {
  id: 'FindingsGoSomewhere',
  severity: 'error',
  resourceTypes: [ENVIRONMENT_TYPE],
  why: 'A finding that waits in a console starts no clock: the breach is known, and nobody knows of it.',
  fix: "Make a ThreatDetection, or an enabled AWS::Events::Rule whose 'EventPattern' has the 'source' aws.guardduty or aws.securityhub and the severities from 7, or HIGH, upwards, with a subscribed topic, a function or a queue among its 'Targets'.",
  cites: {
    [Framework.GDPR]: ['33(1)', '33(2)'],
    [Framework.PIPL]: ['57'],
    [Framework.ISO27001]: ['5.25', '8.16'],
    [Framework.NIST80053]: ['IR-6', 'SI-4(5)'],
    [Framework.MLPS3]: ['8.1.4.4', '8.1.5.4'],
  },
  exceptable: true,
  accountWide: true,
  check: (environment, index) => {
    if (!holdsPersonalData(environment, index)) return NOT_APPLICABLE;
    const isThere = ({ type }: Finder) => index.inEnvironmentOf(environment, type).length > 0;
    const finders = [GUARDDUTY, ...HUBS].filter(isThere);
    if (finders.length === 0) return NOT_APPLICABLE;
    const rules = index.inEnvironmentOf(environment, 'AWS::Events::Rule');
    const lost = ({ findings }: Finder) =>
      Object.entries(findings).flatMap(([severity, event]) =>
        rules.some((rule) => routes(rule, event, index)) ? [] : [severity],
      );
    const byHub = HUBS.some((each) => isThere(each) && lost(each).length === 0);
    return violationsOrCompliant(
      finders.flatMap((finder) => {
        const severities = finder === GUARDDUTY && byHub ? [] : lost(finder);
        if (severities.length === 0) return [];
        return [
          {
            detail: `findings of ${finder.name} of severity ${severities.join(', ')} go nowhere: no enabled rule sends them to anybody`,
          },
        ];
      }),
    );
  },
};
