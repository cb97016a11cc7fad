import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../../rule';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { SUBJECT_TYPES } from '../extract/interfaces';
import type { Subject } from '../extract/subjects';
import type { Path } from '../model/network-model';
import { describeBreaches, isUndecided } from './path-text';
import { type Proof, proofOfNetwork } from './reachability-of';

/** A path that must not be, and what is wrong with it. */
export interface Breach {
  /** As a fragment of a sentence: `the internet reaches the store by TCP 5432`. */
  readonly says: string;
  readonly path: Path;
}

/** Something that is proven of a network, interface by interface. */
export interface Claim extends Omit<Rule, 'resourceTypes' | 'check' | 'judgesExisting'> {
  /** Whether it says anything of a subject. */
  readonly about: (subject: Subject, proof: Proof) => boolean;
  /** Every path that breaks it. */
  readonly breaches: (subject: Subject, proof: Proof) => readonly Breach[];
}

/** What a claim says of one resource, with all that breaks it. */
export interface Finding {
  readonly resource: Resource;
  readonly subjects: readonly Subject[];
  readonly breaches: readonly Breach[];
}

/** A claim as a rule like any other, and its findings for whoever draws or reports them. */
export interface ProvenRule {
  readonly rule: Rule;
  readonly findings: (index: TemplateIndex) => ReadonlyMap<Resource, Finding>;
}

/** Makes a claim a rule, which tells of each resource the shortest paths that break it. */
export function provenRule({ about, breaches, ...claim }: Claim): ProvenRule {
  const judged = (index: TemplateIndex) => findingsOf(index, about, breaches);
  const findings = (index: TemplateIndex) => index.derive(judged);
  const rule: Rule = {
    ...claim,
    resourceTypes: SUBJECT_TYPES,
    judgesExisting: true,
    check: (resource, index) => {
      const finding = findings(index).get(resource);
      if (finding === undefined) return NOT_APPLICABLE;
      const violation = describeBreaches(finding.breaches);
      return violationsOrCompliant(violation === undefined ? [] : [violation]);
    },
  };
  return { rule, findings };
}

function findingsOf(index: TemplateIndex, about: Claim['about'], breaches: Claim['breaches']): ReadonlyMap<Resource, Finding> {
  const proof = index.derive(proofOfNetwork);
  const findings = new Map<Resource, Finding>();
  const broken = new Set<string>();
  // What may be put into a subnet is judged first: what stands there would only say the same.
  for (const subject of [...proof.subjects].sort((one, other) => rank(one) - rank(other))) {
    if (!about(subject, proof)) continue;
    const { role, subnets } = subject.interface;
    if (role !== 'anything' && subnets.every((subnet) => broken.has(subnet))) continue;
    const found = breaches(subject, proof);
    if (role === 'anything' && found.length > 0) for (const subnet of subnets) broken.add(subnet);
    const before = findings.get(subject.resource);
    findings.set(subject.resource, {
      resource: subject.resource,
      subjects: [...(before?.subjects ?? []), subject],
      breaches: [...(before?.breaches ?? []), ...found],
    });
  }
  return findings;
}

function rank({ interface: { role } }: Subject): number {
  return role === 'anything' ? 0 : 1;
}

/** Whether all that breaks a claim is what nobody can decide here. */
export function isOnlyUndecided(breaches: readonly Breach[]): boolean {
  return breaches.length > 0 && breaches.every(({ path }) => isUndecided(path));
}

/** The tier of a subject's subnets, where all are of one. */
export function tierOfSubject({ interface: { subnets } }: Subject, { network }: Proof): string | undefined {
  const tiers = new Set(subnets.map((subnet) => network.subnets.get(subnet)?.tier));
  const [tier] = tiers;
  return tiers.size === 1 ? tier : undefined;
}

/** Whether a subject is what may be put into a subnet for data. */
export function isAnyData({ interface: { role, subnets } }: Subject, { network }: Proof): boolean {
  return role === 'anything' && subnets.every((subnet) => network.subnets.get(subnet)?.isForData);
}
