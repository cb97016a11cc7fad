import { Framework } from '../../citation';
import { isMasked, isMaskedByAccount, personalFunctions } from '../../facts/logs/masked-logs';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';

const LOG_GROUP = 'AWS::Logs::LogGroup';

/**
 * A function that reaches data about persons logs to a log group that masks such data, whatever a developer prints. The violation is
 * at the log group; at the function, where no template has its log group: the one that Lambda makes masks nothing and never ends.
 */
export const logsMasked: Rule = {
  id: 'LogsMasked',
  severity: 'error',
  resourceTypes: ['AWS::Lambda::Function', LOG_GROUP],
  why: 'One printed record carries data of persons to logs, where other people read it, no request to erase it reaches, and it stays for longer.',
  fix: "Give the function a log group of its own ('logGroup: new LogGroup(...)', or 'LoggingConfig.LogGroup') with a 'dataProtectionPolicy' that de-identifies what it finds, or the account a policy of type DATA_PROTECTION_POLICY.",
  cites: {
    [Framework.GDPR]: ['5(1)(c)', '25(1)', '32(1)(a)'],
    [Framework.PIPL]: ['6', '51(3)'],
    [Framework.ISO27001]: ['8.11', '8.12'],
    [Framework.NIST80053]: ['SI-19(4)'],
    [Framework.MLPS3]: ['8.1.4.11'],
  },
  exceptable: true,
  check: (resource, index) => {
    const { all, byLogGroup, logGroups } = index.derive(personalFunctions);
    if (resource.type !== LOG_GROUP) {
      if (!all.has(resource)) return NOT_APPLICABLE;
      if (logGroups.has(resource) || isMaskedByAccount(resource, index)) return COMPLIANT;
      return violationsOrCompliant([
        {
          location: 'Properties.LoggingConfig.LogGroup',
          detail: 'the function may read data of persons, and no template has its log group: what it prints is masked by nothing',
        },
      ]);
    }
    const [first, ...others] = byLogGroup.get(resource) ?? [];
    if (first === undefined) return NOT_APPLICABLE;
    if (isMasked(resource, index)) return COMPLIANT;
    const more = others.length === 0 ? '' : `, and ${others.length} more that ${others.length === 1 ? 'logs' : 'log'} here`;
    return violationsOrCompliant([
      {
        location: 'Properties.DataProtectionPolicy',
        detail: `the log group masks nothing for sure, and '${first.path}', which logs here, may read data of persons${more}`,
      },
    ]);
  },
};
