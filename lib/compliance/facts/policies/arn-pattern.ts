/** Whether something is so, as far as the templates tell: `maybe` where only the deployment knows. */
export type Match = 'yes' | 'maybe' | 'no';

/** In a text, stands for a name that CloudFormation makes up: nobody writes it out, and only a wildcard reaches it. */
export const GENERATED_NAME = `\${Generated}`;

/** What `textsOf` writes for a value that only the deployment knows. */
const UNKNOWN = `\${token}`;
const GENERATED = GENERATED_NAME.toLowerCase();
const RANKS: readonly Match[] = ['no', 'maybe', 'yes'];

/** The surest of several, of which one is enough. */
export function either(...matches: readonly Match[]): Match {
  return RANKS[Math.max(0, ...matches.map((match) => RANKS.indexOf(match)))] ?? 'no';
}

/** The least sure of several, of which all are needed. */
export function both(...matches: readonly Match[]): Match {
  return RANKS[Math.min(2, ...matches.map((match) => RANKS.indexOf(match)))] ?? 'yes';
}

/** Of alternatives that a condition chooses among: what all of them say, else `maybe`. */
export function whichever(matches: readonly Match[]): Match {
  const [first = 'no', ...others] = matches;
  return others.every((match) => match === first) ? first : 'maybe';
}

/** The opposite. */
export function not(match: Match): Match {
  return RANKS[2 - RANKS.indexOf(match)] ?? 'maybe';
}

/** IAM takes no ARN above 2,048 characters; what is longer is compared with nothing. */
const LONGEST = 4_096;

/**
 * Whether a pattern with `*` for any characters reaches a text, either of them with the placeholders of `textsOf`. The partition of
 * an ARN makes no difference, since nothing is named from another one.
 */
export function matchOf(pattern: string, text: string): Match {
  if (pattern.length > LONGEST || text.length > LONGEST) return 'maybe';
  const [symbols, reached] = [symbolsOf(pattern), symbolsOf(text)];
  if (isReached(symbols, reached, false)) return 'yes';
  return isReached(symbols, reached, true) ? 'maybe' : 'no';
}

/** Characters, and placeholders as one symbol each. */
function symbolsOf(text: string): readonly string[] {
  const anyPartition = text.replace(/^arn:(aws-[a-z-]+|\$\{AWS::Partition\}):/i, 'arn:aws:');
  return (anyPartition.match(/\$\{[^}$]*\}|./gs) ?? []).map((symbol) => (symbol.length > 1 ? symbol.toLowerCase() : symbol));
}

/** Goes through a text with every position of the pattern that its beginning may have come to. */
function isReached(pattern: readonly string[], text: readonly string[], possibly: boolean): boolean {
  const isWild = (symbol: string | undefined) => symbol === '*' || (possibly && symbol === UNKNOWN);
  const close = (positions: Iterable<number>) => {
    const closed = new Set(positions);
    for (const at of closed) if (isWild(pattern[at])) closed.add(at + 1);
    return closed;
  };
  const from = (at: number) => pattern.map((_, position) => position).slice(at);
  let positions = close([0]);
  for (const symbol of text) {
    const next = [...positions].flatMap((at) => {
      if (possibly && symbol === UNKNOWN) return [...from(at), pattern.length];
      if (possibly && symbol === GENERATED) return from(at).filter((position) => isWild(pattern[position]));
      if (isWild(pattern[at])) return [at];
      return pattern[at] === symbol && symbol !== UNKNOWN ? [at + 1] : [];
    });
    positions = close(next);
  }
  return positions.has(pattern.length);
}
