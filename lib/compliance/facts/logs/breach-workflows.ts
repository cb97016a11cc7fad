import { CONTROL_TAG, Control } from '../../../declaration/control-tags';
import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import { tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { heardTopics } from './heard-topics';
import { type BusEvent, routes } from './routed-events';

const TOPIC = ['AWS::SNS::Topic'];
const DEFINITIONS = ['Definition', 'DefinitionString', 'DefinitionSubstitutions'];

/** Severe findings of the services that find threats, and data where it should not be. One that a rule matches is enough. */
const SEVERE_FINDINGS: readonly BusEvent[] = [
  ...[7, 8, 9, 10].map((severity) => ({
    source: 'aws.guardduty',
    'detail-type': 'GuardDuty Finding',
    detail: { severity, type: 'Exfiltration:S3/AnomalousBehavior', service: { serviceName: 'guardduty', archived: false } },
  })),
  ...['HIGH', 'CRITICAL'].map((label) => ({
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Imported',
    detail: {
      findings: [{ Severity: { Label: label }, RecordState: 'ACTIVE', Workflow: { Status: 'NEW' }, WorkflowState: 'NEW' }],
    },
  })),
  {
    source: 'aws.macie',
    'detail-type': 'Macie Finding',
    detail: { severity: { score: 3, description: 'High' }, type: 'SensitiveData:S3Object/Personal', archived: false },
  },
];

/** The state machines of an account that say by their tag that they are the clock of breaches, or part of it. */
export function breachWorkflows(account: Resource, index: TemplateIndex): readonly Resource[] {
  return index
    .inAccountOf(account, 'AWS::StepFunctions::StateMachine')
    .filter((machine) => tagSetsOf(machine)[0].values.get(CONTROL_TAG) === Control.BREACH_CLOCK);
}

/** Why a state machine is no clock: it does not wait, tells nobody, or only the deployment knows. `undefined` for one that is. */
export function whyNoClock(machine: Resource, index: TemplateIndex): string | undefined {
  if (machine.properties['DefinitionS3Location'] !== undefined) return 'only the deployment knows its definition';
  if (!keepsTime(machine, index)) return 'its definition has no state of the type Wait, so that it keeps no time';
  const topics = topicsOf(machine, index);
  if (topics.length === 0) return 'its definition names no topic of the templates, so that it tells nobody for sure';
  const heard = index.derive(heardTopics);
  const deaf = topics.find((topic) => !heard.has(topic));
  return topics.some((topic) => heard.has(topic))
    ? undefined
    : `nobody is subscribed to the topic '${deaf?.path}' that it notifies`;
}

/** Whether a state machine waits for something at all. */
export function keepsTime(machine: Resource, index: TemplateIndex): boolean {
  return /"Type"\s*:\s*"Wait"/.test(definitionOf(machine, index));
}

/** The topics of the templates that a state machine's definition names. */
export function topicsOf(machine: Resource, index: TemplateIndex): readonly Resource[] {
  const named = referencesOf(machine, index).filter(({ type }) => TOPIC.includes(type));
  const arns = definitionOf(machine, index).match(/arn:(?:aws[\w-]{0,20}|\$\{[\w:]{1,40}\}):sns:[\w${}:-]+/g) ?? [];
  const byName = namedBy(
    index,
    machine,
    arns.map((value) => ({ kind: 'literal', value })),
    TOPIC,
  );
  return [...named, ...byName.flatMap((one) => (one.kind === 'resource' ? [one.resource] : []))];
}

/** The workflows that a rule surely starts on severe findings, by itself or by another workflow that starts them. */
export function startedWorkflows(account: Resource, index: TemplateIndex): ReadonlySet<Resource> {
  const workflows = new Set(breachWorkflows(account, index));
  const targets = findingRules(account, index).flatMap((rule) => {
    const sure = sureObjects(index, rule, rule.properties, 'Targets') ?? [];
    return sure.flatMap((target) => resourcesIn(index, rule, target['Arn']));
  });
  const starters = [...new Set(targets)].filter((target) => workflows.has(target));
  return new Set(starters.flatMap((starter) => [starter, ...referencesOf(starter, index)]));
}

/** The rules of an account that surely send severe findings to somebody. */
export function findingRules(account: Resource, index: TemplateIndex): readonly Resource[] {
  return index
    .inAccountOf(account, 'AWS::Events::Rule')
    .filter((rule) => SEVERE_FINDINGS.some((event) => routes(rule, event, index)));
}

function referencesOf(machine: Resource, index: TemplateIndex): readonly Resource[] {
  return DEFINITIONS.flatMap((property) => resourcesIn(index, machine, machine.properties[property]));
}

/** The definition as a text, in JSON. */
function definitionOf(machine: Resource, index: TemplateIndex): string {
  const { Definition: object, DefinitionString: string } = machine.properties;
  return object === undefined ? textsOf(index, machine, string).join('\n') : JSON.stringify(object);
}
