import { Framework } from '../../citation';
import { attachmentsBySecret, periodsOf, schedulesBySecret } from '../../facts/encryption/rotation';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isPresent, read } from '../../template/values';

const MOST_DAYS = 90;

/**
 * A secret that can be changed by a function is, at least every 90 days: one that Secrets Manager generates, one attached to a
 * database, one that already has a schedule. A credential that somebody else issues, and that is put in by hand, is not judged;
 * neither are passwords that a database manages itself (`ManageMasterUserPassword`), which has no secret in the template.
 */
export const secretRotates: Rule = {
  id: 'SecretRotates',
  severity: 'error',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  why: 'A credential that got out stays good until it is changed.',
  fix: `Add an 'AWS::SecretsManager::RotationSchedule' of at most ${MOST_DAYS} days ('secret.addRotationSchedule', 'database.addRotationSingleUser'), or let the database manage its own password.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['5.17'],
    [Framework.NIST80053]: ['IA-5'],
    [Framework.MLPS3]: ['8.1.4.1'],
  },
  exceptable: true,
  check: (secret, index) => {
    const schedules = index.derive(schedulesBySecret).get(secret) ?? [];
    if (schedules.length === 0 && !canRotate(secret, index)) return NOT_APPLICABLE;
    if (schedules.length === 0) {
      return violationsOrCompliant([{ location: 'Properties', detail: 'the secret has no rotation schedule' }]);
    }
    return violationsOrCompliant(schedules.flatMap((schedule) => tooRarely(schedule, index)));
  },
};

function canRotate(secret: Resource, index: TemplateIndex): boolean {
  if (index.derive(attachmentsBySecret).has(secret)) return true;
  // What the `Type` names is a partner whose secrets Secrets Manager rotates.
  return ['GenerateSecretString', 'Type'].some((property) => {
    return read(index, secret, property).some(isPresent);
  });
}

function tooRarely(schedule: Resource, index: TemplateIndex): readonly Violation[] {
  return periodsOf(schedule, index).flatMap((period) => {
    if ('days' in period && period.days > 0 && period.days <= MOST_DAYS) return [];
    const what =
      'days' in period ? `rotates it every ${period.days} days` : `is not known to rotate it in time: ${period.unknown}`;
    return [
      {
        location: 'Properties',
        detail: `the schedule '${schedule.path}' of the secret ${what}, and not at least every ${MOST_DAYS}`,
      },
    ];
  });
}
