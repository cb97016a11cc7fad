import { Framework } from '../../citation';
import { type Candidate, candidateOf } from '../../facts/backups/backup-selection';
import { backupsOf } from '../../facts/backups/backups';
import { isRehearsedBy, kindOf, rehearsalsOf, TESTED_TYPES } from '../../facts/backups/restore-tests';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';

/**
 * Of each kind of store and each category of data about persons that is backed up in an account and region, a restore testing
 * selection reaches one store for certain: AWS Backup restores it on a schedule, and says whether that went well.
 *
 * Kinds of which AWS Backup tests no restores, such as Redshift, are not asked for. That the plan of the selection looks into the
 * vault of the store is not asked, either. Source: "Restore testing" in the guide of AWS Backup.
 */
export const restoresRehearsed: Rule = {
  id: 'RestoresRehearsed',
  severity: 'error',
  resourceTypes: [ENVIRONMENT_TYPE],
  why: 'A backup that nobody ever restored is found to be unreadable on the day that it is needed.',
  fix: "Declare a CustomerDataBackup, which tests restores once a month, or make an AWS::Backup::RestoreTestingPlan with an AWS::Backup::RestoreTestingSelection for each kind of store: 'ProtectedResourceType', and 'ProtectedResourceArns' or 'ProtectedResourceConditions' that reach the stores.",
  cites: {
    [Framework.GDPR]: ['32(1)(c)', '32(1)(d)'],
    [Framework.PIPL]: ['51'],
    [Framework.ISO27001]: ['8.13', '5.30'],
    [Framework.NIST80053]: ['CP-4', 'CP-9(1)', 'CP-9(2)'],
    [Framework.MLPS3]: ['8.1.4.9'],
  },
  exceptable: true,
  accountWide: true,
  check: (environment, index) => {
    const groups = groupsOf(environment, index);
    if (groups.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant(
      groups.flatMap(({ kind, category, stores }) => {
        const rehearsals = rehearsalsOf(environment, kind, index);
        if (stores.some((store) => rehearsals.some((selection) => isRehearsedBy(selection, store, index)))) return [];
        const others = stores.length > 1 ? ` and ${stores.length - 1} more` : '';
        const what = `${kind} of the category '${category}' is backed up ('${stores[0]?.store.path}'${others})`;
        return [{ detail: `${what}, and no restore testing selection reaches it for sure` }];
      }),
    );
  },
};

/** Stores of one kind and category that a selection reaches, or may. */
interface Group {
  readonly kind: string;
  readonly category: string;
  readonly stores: Candidate[];
}

function groupsOf(environment: Resource, index: TemplateIndex): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const store of index.inEnvironmentOf(environment, ...TESTED_TYPES)) {
    const category = personalDataIn(store, index)?.category;
    const kind = kindOf(store, index);
    if (category === undefined || kind === undefined || backupsOf(store, index).length === 0) continue;
    const key = `${kind} ${category}`;
    const group = groups.get(key) ?? { kind, category, stores: [] };
    groups.set(key, group);
    group.stores.push(candidateOf(store, index));
  }
  return [...groups.values()];
}
