import type { FaultCollector } from '../../errors';
import { coversOf, DOMAIN_FORMS, domainOf, faultsOfEntry, Reach } from './domain';

/** Domains that one list may have: the room that the firewall's own rule group is made with, less what its other rules take. */
export const MOST_DOMAINS = 980;

/**
 * Notes every fault of a list of domains, each with its position: what is not the name of a domain, and what lets through more, or no
 * more, than whoever wrote it can have meant. An empty list is sound: it lets nothing through.
 */
export function checkDomains(faults: FaultCollector, property: string, domains: readonly string[]): void {
  if (!faults.check(Array.isArray(domains), property, domains, `a list: ${DOMAIN_FORMS}`)) return;
  faults.check(domains.length <= MOST_DOMAINS, property, `${domains.length} domains`, `at most ${MOST_DOMAINS}`);
  const first = new Map<string, number>();
  domains.forEach((entry, index) => {
    const wrong = faultsOfEntry(entry);
    if (!faults.check(wrong.length === 0, `${property}[${index}]`, entry, wrong.join('; '))) return;
    const before = first.get(entry);
    if (before === undefined) first.set(entry, index);
    else faults.check(false, `${property}[${index}]`, entry, `once: it is '${property}[${before}]' already`);
  });
  for (const [entry, index] of first) {
    const wider = coversOf(domainOf(entry)).find((cover) => cover !== entry && first.has(cover));
    // Of the two, the narrow one is not what holds.
    const cure = `leave out one of the two: '${wider}', which is in the list as well, lets through all that this does`;
    faults.check(wider === undefined, `${property}[${index}]`, entry, cure);
  }
}

/** The names of a list as DNS Firewall writes them, for which `*.example.com` does not have `example.com` in it. */
export function dnsPatterns(domains: readonly string[]): string[] {
  return domains.flatMap((entry) => {
    const { name, reach } = domainOf(entry);
    return [...(reach === Reach.BELOW ? [] : [name]), ...(reach === Reach.ITSELF ? [] : [`*.${name}`])];
  });
}
