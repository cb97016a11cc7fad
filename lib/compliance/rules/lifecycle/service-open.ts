import { Framework } from '../../citation';
import { hasCome } from '../../facts/lifecycle/dates';
import { RETIRED_SERVICES, type RetiredService } from '../../facts/lifecycle/retired-services';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import { EVERY_TYPE, type TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';

/** By the beginning of a type's name, `AWS::AppMesh::`, or the whole of it. */
const BY_TYPE = new Map(RETIRED_SERVICES.flatMap((retired) => retired.types.map((type) => [type, retired] as const)));

/**
 * Nothing is built on a service that AWS ended or closed to new customers. One that is announced to end is a warning until that day.
 *
 * Closed is as bad as ended for who builds something: an account that is made tomorrow cannot use the service.
 */
export const serviceOpen: Rule = {
  id: 'ServiceOpen',
  severity: 'error',
  resourceTypes: [EVERY_TYPE],
  why: 'A service that is closed gets no more than repairs, and what is built on it must move before it ends.',
  fix: 'Build on the replacement that the finding names; for what already runs on the service, write an exception with a date to move by.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.ISO27001]: ['5.23'],
    [Framework.NIST80053]: ['SA-22'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (!resource.type.startsWith('AWS::')) return NOT_APPLICABLE;
    const namespace = resource.type.slice(0, resource.type.lastIndexOf('::') + '::'.length);
    const retired = BY_TYPE.get(resource.type) ?? BY_TYPE.get(namespace);
    return retired === undefined ? COMPLIANT : violationsOrCompliant(violations(retired, resource, index));
  },
};

function violations(retired: RetiredService, resource: Resource, index: TemplateIndex): Violation[] {
  const { service, where, replacement } = retired;
  const targets = where === undefined ? [] : read(index, resource, where.property);
  const open = targets.some((target) => target.kind !== 'literal');
  const meant = targets.some((target) => target.kind === 'literal' && where?.value.test(String(target.value)));
  if (where !== undefined && !open && !meant) return [];
  const location = where === undefined ? 'Type' : `Properties.${where.property}`;
  const { says, severity } = statusOn(index.today, retired);
  const what = open && !meant ? `only the deployment knows whether this is ${service}, which` : service;
  return [{ location, detail: `${what} ${says}: use ${replacement}`, ...(severity && { severity }) }];
}

function statusOn(today: string, { closed, ends }: RetiredService): { says: string; severity?: 'warning' } {
  const end = ends === undefined ? '' : `, and ends on ${ends}`;
  if (ends !== undefined && hasCome(ends, today)) return { says: `ended on ${ends}` };
  if (closed === undefined) return { says: `ends on ${ends}`, severity: 'warning' };
  if (hasCome(closed, today)) return { says: `is closed to new customers since ${closed}${end}` };
  return { says: `closes to new customers on ${closed}${end}`, severity: 'warning' };
}
