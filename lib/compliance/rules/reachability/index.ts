import { CLAIMS } from '../../proofs/reachability/claims/proof';
import type { Rule } from '../../rule';

/** What is proven of the network, path by path. */
export const REACHABILITY: readonly Rule[] = CLAIMS.map(({ rule }) => rule);
