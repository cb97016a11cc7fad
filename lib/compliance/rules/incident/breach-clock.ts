import { CONTROL_TAG, Control } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { breachWorkflows, keepsTime, startedWorkflows, whyNoClock } from '../../facts/logs/breach-workflows';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { ACCOUNT_TYPE } from '../../template/template-index';

/**
 * An account that holds data about persons has a workflow that runs from the moment a breach may have happened: a state machine that
 * says so by its tag, waits, notifies a topic that somebody is subscribed to, and is started by an EventBridge rule on severe findings
 * of GuardDuty, Security Hub or Macie, or by another machine of the tag that is.
 *
 * How long it waits, and whether those whom it tells act in time, is not for a template to show. GDPR Art. 33(1) has 72 hours.
 */
export const breachClock: Rule = {
  id: 'BreachClock',
  severity: 'error',
  resourceTypes: [ACCOUNT_TYPE],
  why: 'The time to notify a breach runs from its discovery, and nobody who fights the fire looks at the clock.',
  fix: `Make a BreachClock, or an AWS::StepFunctions::StateMachine with the tag '${CONTROL_TAG}' = '${Control.BREACH_CLOCK}' that publishes to a subscribed topic before the deadlines, and an AWS::Events::Rule on severe findings that has it as a target.`,
  cites: {
    [Framework.GDPR]: ['33(1)', '33(2)', '34(1)'],
    [Framework.PIPL]: ['51(5)', '57'],
    [Framework.ISO27001]: ['5.24', '5.26'],
    [Framework.NIST80053]: ['IR-4', 'IR-6'],
  },
  exceptable: true,
  accountWide: true,
  check: (account, index) => {
    if (!holdsPersonalData(account, index)) return NOT_APPLICABLE;
    const machines = breachWorkflows(account, index);
    const clocks = machines.filter((machine) => whyNoClock(machine, index) === undefined);
    const started = startedWorkflows(account, index);
    if (clocks.some((clock) => started.has(clock))) return COMPLIANT;
    if (machines.length === 0) {
      const detail = `the account holds data about persons, and no state machine with the tag '${CONTROL_TAG}' = '${Control.BREACH_CLOCK}'`;
      return violationsOrCompliant([{ detail }]);
    }
    if (clocks.length > 0) {
      const paths = clocks.map(({ path }) => `'${path}'`).join(', ');
      return violationsOrCompliant([{ detail: `no enabled rule on severe findings starts the breach clock ${paths} for sure` }]);
    }
    const nearest = machines.filter((machine) => keepsTime(machine, index));
    return violationsOrCompliant(
      (nearest.length > 0 ? nearest : machines).map((machine) => ({
        detail: `the state machine '${machine.path}' is no breach clock: ${whyNoClock(machine, index)}`,
      })),
    );
  },
};
