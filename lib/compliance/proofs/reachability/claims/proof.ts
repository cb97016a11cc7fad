import type { Rule } from '../../../rule';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import type { Path } from '../model/network-model';
import { type Finding, isOnlyUndecided, type ProvenRule } from './claim';
import { dataCannotReachInternet } from './data-cannot-reach-internet';
import { dataUnreachableFromInternet } from './data-unreachable-from-internet';
import { egressInspected } from './egress-inspected';
import { managementClosed } from './management-closed';
import { onlyListenersFaceInternet } from './only-listeners-face-internet';

/** Everything that is proven of a network, in the order in which a report tells it. */
export const CLAIMS: readonly ProvenRule[] = [
  dataUnreachableFromInternet,
  dataCannotReachInternet,
  onlyListenersFaceInternet,
  egressInspected,
  managementClosed,
];

/** What became of a claim. */
interface ClaimResult {
  readonly rule: Rule;
  /** How many subnets, and resources with network interfaces, it holds for. */
  readonly proven: number;
  /** Those that a path breaks it for. */
  readonly violated: readonly Resource[];
  /** Those that it holds or not for, as only the deployment knows: among the violations of the rule, too. */
  readonly undecided: readonly Resource[];
}

/** A way that is proven not to be. */
interface Closed {
  readonly from: string;
  readonly to: string;
}

/** The proof of a set of templates, for a report and a picture. */
export interface NetworkProof {
  readonly claims: readonly ClaimResult[];
  readonly closed: readonly Closed[];
  /** Paths that break a claim. */
  readonly open: readonly Path[];
}

const INTERNET = 'the internet';

/** What is proven of the network of an index. The claims' rules have the same findings. */
export function proofOf(index: TemplateIndex): NetworkProof {
  const results = CLAIMS.map(({ rule, findings }) => ({ rule, findings: [...findings(index).values()] }));
  const held = (of: ProvenRule) =>
    results.filter(({ rule }) => rule === of.rule).flatMap(({ findings }) => findings.filter(holds));
  return {
    claims: results.map(({ rule, findings }) => {
      const undecided = findings.filter(({ breaches }) => isOnlyUndecided(breaches));
      const violated = findings.filter((finding) => !holds(finding) && !undecided.includes(finding));
      return {
        rule,
        proven: findings.filter(holds).length,
        violated: violated.map(resourceOf),
        undecided: undecided.map(resourceOf),
      };
    }),
    closed: [
      ...held(dataUnreachableFromInternet).map(({ resource }) => ({ from: INTERNET, to: resource.path })),
      ...held(dataCannotReachInternet).map(({ resource }) => ({ from: resource.path, to: INTERNET })),
    ],
    open: [...new Set(results.flatMap(({ findings }) => findings.flatMap(({ breaches }) => breaches.map(({ path }) => path))))],
  };
}

function holds({ breaches }: Finding): boolean {
  return breaches.length === 0;
}

function resourceOf({ resource }: Finding): Resource {
  return resource;
}
