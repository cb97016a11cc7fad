import type { Breach, Finding } from '../../proofs/reachability/claims/claim';
import { isOnlyUndecided } from '../../proofs/reachability/claims/claim';
import { CLAIMS } from '../../proofs/reachability/claims/proof';
import type { TemplateIndex } from '../../template/template-index';
import type { DrawnClaim, Outcome } from './drawing';
import { shortName } from './labels';

/** Claims in the words of a picture, by the ids of their rules. */
const TEXTS: Readonly<Record<string, string>> = {
  DataUnreachableFromInternet: 'No path leads from the internet to data',
  DataCannotReachInternet: 'No path leads from data to the internet',
  OnlyListenersFaceInternet: 'The internet reaches listeners of load balancers only, on the ports meant for it',
  EgressInspected: 'What leaves for the internet passes a firewall, and so do the answers',
  ManagementClosed: 'Nothing opens connections into the management tier, or to what is administered',
};

/** What became of each claim, in the order of the proof; of a broken one the shortest path, hop by hop. */
export function claimsOf(index: TemplateIndex): readonly DrawnClaim[] {
  return CLAIMS.map(({ rule, findings }) => {
    const found = [...findings(index).values()];
    const breaches = found.flatMap((finding) => finding.breaches);
    return { outcome: outcomeOf(found), text: TEXTS[rule.id] ?? rule.id, path: toldOf(breaches) };
  });
}

/** The shortest path that breaks each claim. */
export function brokenBy(index: TemplateIndex): readonly Breach[] {
  return CLAIMS.flatMap(({ findings }) => shortest([...findings(index).values()].flatMap(({ breaches }) => breaches)) ?? []);
}

function outcomeOf(found: readonly Finding[]): Outcome {
  if (found.length === 0) return 'not-asked';
  const broken = found.filter(({ breaches }) => breaches.length > 0);
  if (broken.length === 0) return 'holds';
  return broken.every(({ breaches }) => isOnlyUndecided(breaches)) ? 'undecided' : 'broken';
}

/** The shortest, and of several one that nobody has to take for the worst. */
function shortest(breaches: readonly Breach[]): Breach | undefined {
  const weight = (breach: Breach) => breach.path.hops.length + (isOnlyUndecided([breach]) ? UNDECIDED : 0);
  return breaches.reduce<Breach | undefined>((best, each) => (best && weight(best) <= weight(each) ? best : each), undefined);
}

/** More than any path has hops. */
const UNDECIDED = 1000;

function toldOf(breaches: readonly Breach[]): readonly string[] {
  const breach = shortest(breaches);
  if (breach === undefined) return [];
  const { says, path } = breach;
  const hops = path.hops.map(({ to, by }, at) => {
    const opened = by.map(({ path: place, says: words }) => `${shortName(place)}: ${named(words)}`).join('; ');
    const from = at === 0 ? `${named(path.from)} ` : '';
    return `${at + 1}. ${from}\u2192 ${named(to)}${opened === '' ? '' : `, opened by ${opened}`}`;
  });
  const more = breaches.length - 1;
  return [named(says), ...hops, ...(more > 0 ? [`and by ${more} more, told by strongroom check`] : [])];
}

/** A text with construct paths in quotes as their telling ends. */
function named(text: string): string {
  return text.replace(/'([^']*\/[^']*)'/g, (_, path: string) => `'${shortName(path)}'`);
}
