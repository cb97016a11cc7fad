import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import type { Copy } from '../copies/copy';
import { regionsNamed } from '../copies/regions-named';
import { personalStores } from '../stores/declared-data';
import { backupsOf } from './backups';

/** By the rules of a plan, of the stores that its selections reach, or may. */
export function byPlan(plan: Resource, index: TemplateIndex): readonly Copy[] {
  return (index.derive(reachesByPlan).get(plan) ?? []).flatMap(({ store, reach }) => {
    const vaults = reach.rules.flatMap((rule) => [
      { location: rule.location, vault: rule.airGappedVault },
      ...rule.copies.map(({ location, vault }) => ({ location, vault })),
    ]);
    const copies = vaults.flatMap(({ location, vault }) =>
      regionsNamed(index, plan, vault).map((region) => ({ of: store, region, location })),
    );
    const location = 'Properties.BackupPlan.BackupPlanRule';
    return reach.open ? [...copies, { of: store, region: undefined, location }] : copies;
  });
}

/** A plan that is not of the templates may copy to anywhere. */
export function byUnknownPlan(selection: Resource, index: TemplateIndex): readonly Copy[] {
  const reaches = (index.derive(reachesBySelection).get(selection) ?? []).filter(({ reach }) => reach.plan === undefined);
  return reaches.map(({ store }) => ({ of: store, region: undefined, location: 'Properties.BackupPlanId' }));
}

function reaches(index: TemplateIndex) {
  return [...index.derive(personalStores).keys()].flatMap((store) => backupsOf(store, index).map((reach) => ({ store, reach })));
}

function reachesByPlan(index: TemplateIndex) {
  return grouped(reaches(index).map((each) => [each.reach.plan, each] as const));
}

function reachesBySelection(index: TemplateIndex) {
  return grouped(reaches(index).map((each) => [each.reach.selection, each] as const));
}
