import { append } from '../../../template/grouped';
import type { TemplateIndex } from '../../../template/template-index';
import { type Extraction, extractionOf } from '../extract/network-of';
import type { Subject } from '../extract/subjects';
import type { Id } from '../model/network-model';
import { Reachability } from '../solver/reachability';

/** A network, what is judged in it, and who reaches whom. */
export interface Proof extends Extraction {
  readonly reachability: Reachability;
  /** VPCs of which a subnet declares a tier. */
  readonly tiered: ReadonlySet<Id>;
  /** Subjects by the security groups that they have. */
  readonly byGroup: ReadonlyMap<Id, readonly Subject[]>;
  /** Of subjects that stand in the same subnets and have the same groups, one. */
  readonly distinct: readonly Subject[];
}

/** Made once by `index.derive(proofOfNetwork)`, for all claims. */
export function proofOfNetwork(index: TemplateIndex): Proof {
  const extraction = index.derive(extractionOf);
  const { network, subjects } = extraction;
  const byGroup = new Map<Id, Subject[]>();
  for (const subject of subjects) for (const group of subject.interface.groups ?? []) append(byGroup, group, subject);
  const distinct = new Map(subjects.map((subject) => [keyOf(subject), subject]));
  return {
    ...extraction,
    reachability: new Reachability(network),
    tiered: new Set([...network.subnets.values()].flatMap(({ tier, vpc }) => (tier === undefined ? [] : [vpc]))),
    byGroup,
    distinct: [...distinct.values()],
  };
}

function keyOf({ initiates, interface: one }: Subject): string {
  const { role, subnets, groups, groupsUndecided, keepsSources } = one;
  return JSON.stringify([initiates, role, subnets, groups ?? null, groupsUndecided !== undefined, keepsSources ?? false]);
}
