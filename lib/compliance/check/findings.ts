import { PRACTICE } from '../citation';
import { ExceptionFault, findingOf, type RefusedException } from '../gate/exception-audit';
import type { Finding } from '../gate/finding';
import type { Judgement } from '../judge';
import type { CheckedRule, CheckFinding } from './check-report';
import { fingerprintOf } from './fingerprint';
import { ownRule } from './own-rules';
import { type Places, whereOf } from './places';

/** The findings of a judgement, as the audit of exceptions takes them and as a report tells them. */
export function findingsOf({ rule, resource, verdict }: Judgement, places: Places): (readonly [Finding, CheckFinding])[] {
  if (verdict.outcome !== 'violation') return [];
  const { id, why, fix, cites } = ownRule(rule);
  return verdict.violations.map(({ detail, steps, location = 'Properties', severity = rule.severity }) => {
    const finding = asFound({
      rule: id,
      severity,
      template: resource.template,
      where: places.whereIs(resource, location),
      path: resource.path,
      logicalId: resource.logicalId,
      type: resource.type,
      location,
      detail,
      ...(steps && { steps }),
      why,
      fix,
      cites,
    });
    return [{ rule: id, severity, path: resource.path, description: detail, fix }, finding];
  });
}

const WHY_AUDITED = 'An exception that nobody answers for, or that lets nothing off any more, hides the next fault.';

/** What is wrong with an exception. */
export function withFault(refused: RefusedException, places: Places): CheckFinding {
  const { acknowledgement, fault, detail } = refused;
  const { rule, path, source, invalid } = acknowledgement;
  const template = places.templateOf(path);
  const isInvalid = fault === ExceptionFault.INVALID && template?.isPlain === true;
  return asFound({
    rule: findingOf(refused).rule,
    severity: 'error',
    template: template?.name ?? '',
    where: source === undefined ? { file: template?.file ?? '' } : whereOf(source),
    path,
    logicalId: template?.isPlain ? path.slice(template.name.length + 1) : '',
    type: 'exception',
    location: 'Metadata',
    detail: isInvalid ? `the exception to '${rule}' is not valid: ${invalid}` : detail,
    why: WHY_AUDITED,
    fix: isInvalid ? 'Cure the finding, or say in Metadata.strongroom.exceptions what is missing.' : refused.fix,
    cites: PRACTICE,
  });
}

/** What is wrong with exceptions, as if a rule had found it. */
export function ruleOfFault({ rule, severity, why, fix, cites }: CheckFinding): CheckedRule {
  return { id: rule, severity, exceptable: false, why, fix, cites };
}

function asFound(finding: Omit<CheckFinding, 'fingerprint' | 'known'>): CheckFinding {
  return { ...finding, fingerprint: fingerprintOf(finding), known: false };
}
