import { Token } from 'aws-cdk-lib/core';
import { sharedBy } from './shared-names';

/** How an entry of a domain list is written. */
export const DOMAIN_FORMS =
  "a domain's name: 'example.com' for that name alone, '*.example.com' for those below it, '.example.com' for both";

/** Which names an entry of a domain list lets through, by the name that it has. */
export enum Reach {
  /** `example.com`: that name alone. */
  ITSELF,
  /** `*.example.com`: every name below it. */
  BELOW,
  /** `.example.com`: both. */
  ITSELF_AND_BELOW,
}

/** An entry of a domain list, taken apart. */
export interface Domain {
  readonly name: string;
  readonly reach: Reach;
}

const LONGEST_NAME = 253;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const PARTS = /^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)?(?<host>[^/?#]*)(?<path>[/?#].*)?$/is;

export function domainOf(entry: string): Domain {
  if (entry.startsWith('*.')) return { name: entry.slice(2), reach: Reach.BELOW };
  return entry.startsWith('.') ? { name: entry.slice(1), reach: Reach.ITSELF_AND_BELOW } : { name: entry, reach: Reach.ITSELF };
}

/** Every entry that would let through all that a domain does, itself included; the widest last. */
export function coversOf({ name, reach }: Domain): string[] {
  const above = name.split('.').map((_, index, labels) => labels.slice(index).join('.'));
  const own = reach === Reach.ITSELF ? [name] : reach === Reach.BELOW ? [`*.${name}`] : [];
  return [...own, `.${name}`, ...above.slice(1).flatMap((each) => [`*.${each}`, `.${each}`])];
}

/** Everything that is wrong with an entry by itself, each as what to do about it; nothing for a sound one. */
export function faultsOfEntry(entry: unknown): string[] {
  if (typeof entry !== 'string' || entry.trim() === '') return [DOMAIN_FORMS];
  if (Token.isUnresolved(entry)) return [`a text that is known at synthesis: ${DOMAIN_FORMS}`];
  const { scheme, host = entry, path } = PARTS.exec(entry)?.groups ?? {};
  const port = /^[^:]*(?<port>:\d*)$/.exec(host)?.groups?.['port'];
  const bare = port === undefined ? host : host.slice(0, -port.length);
  return [
    ...(scheme === undefined ? [] : [`without '${scheme}': a firewall sees names, whatever the scheme`]),
    ...(port === undefined ? [] : [`without '${port}': TLS on port 443 is let out, and nothing else`]),
    ...(path === undefined ? [] : [`without '${path}': what is asked of a domain is encrypted`]),
    ...(bare === bare.toLowerCase() ? [] : [`in lower case: '${bare.toLowerCase()}'`]),
    ...faultsOfName(bare.toLowerCase()),
  ];
}

function faultsOfName(entry: string): string[] {
  const { name, reach } = domainOf(entry);
  const labels = name.split('.');
  if (isAddress(name)) return ['a name, not an address: what is behind one changes hands'];
  if (name === '' || name === '*') return [`the names that are needed, one by one, for this would be all: ${DOMAIN_FORMS}`];
  if (name.includes('*')) return [`'*' as the first label only: ${DOMAIN_FORMS}`];
  if (name.endsWith('.')) return ['without the dot at its end, which is not in what a client sends'];
  if (name.length > LONGEST_NAME || !labels.every((label) => LABEL.test(label))) {
    return [
      `labels of 1 to 63 letters, digits and hyphens, ${LONGEST_NAME} characters in all; other alphabets in their form 'xn--...'`,
    ];
  }
  if (reach === Reach.ITSELF) return labels.length > 1 ? [] : [`at least two labels: ${DOMAIN_FORMS}`];
  const by = sharedBy(name);
  return by === undefined ? [] : [`a narrower name: anyone can have one below '${name}', ${by}`];
}

/** No top-level domain is all digits, so that a name that ends in them is an address, or part of one. */
function isAddress(name: string): boolean {
  return /^\[?[0-9a-f.]*:[0-9a-f.:]*\]?$/.test(name) || /(^|\.)\d+$/.test(name);
}
