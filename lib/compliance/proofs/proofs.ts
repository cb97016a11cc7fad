import type { Rule } from '../rule';
import { RULES_BY_TOPIC } from '../rules';

/** What can be proven of templates, each by the rules that are its claims. */
export const PROOFS = {
  reachability: RULES_BY_TOPIC.reachability,
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

export type ProofName = keyof typeof PROOFS;

export function isProof(name: string): name is ProofName {
  return Object.hasOwn(PROOFS, name);
}
