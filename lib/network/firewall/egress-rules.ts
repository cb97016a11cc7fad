import { domainOf, Reach } from './domain';
import { MOST_DOMAINS } from './domain-list';

/** What the rules of the firewall's own group follow from. */
export interface EgressRulesProps {
  readonly allowedDomains: readonly string[];
  /** Whether the rules alert, and let through, what they would refuse. */
  readonly watching: boolean;
  /** Whether TLS is decrypted before the rules see it. */
  readonly inspected: boolean;
}

/**
 * Room of the group: one unit a rule. It is fixed when the group is made, so that it has room for the longest list from the start.
 * Source: "Setting rule group capacity in AWS Network Firewall".
 */
export const OWN_CAPACITY = MOST_DOMAINS + 20;

/** First number of the rules that let a domain through; those before it refuse. */
const FIRST_DOMAIN = 1000;

/**
 * The firewall's own rules, in the language of Suricata and in strict order: TLS on port 443 to the domains of a list, and nothing else.
 * The policy's default action refuses what no rule lets through, once it knows the name that a client asks for. Three things it would
 * let by until then, or for good, and so they are refused here: the handshake of TCP on other ports, which already carries a
 * message; every protocol but TCP; and what comes from outside.
 *
 * A name is matched as a whole: `example.com` is neither `badexample.com` nor `example.com.evil.test`. A client that hides the name (ECH)
 * shows that of its provider, which is on no list.
 *
 * Source: "Examples of stateful rules for Network Firewall".
 */
export function egressRules({ allowedDomains, watching, inspected }: EgressRulesProps): string {
  const reject = watching ? 'alert' : 'reject';
  const drop = watching ? 'alert' : 'drop';
  return [
    rule(drop, 'ip any any -> $HOME_NET any', 'What comes from outside', 1),
    rule(reject, 'tcp $HOME_NET any -> any !443', 'TCP to another port than 443', 2),
    rule(drop, 'udp $HOME_NET any -> any any', 'UDP, which QUIC and DNS past the resolver take', 3),
    rule(drop, 'icmp $HOME_NET any -> any any', 'ICMP', 4),
    rule(drop, 'ip $HOME_NET any -> any any', 'A protocol that is not TCP, UDP or ICMP', 5, [
      ...['TCP', 'UDP', 'ICMP'].map((protocol) => `ip_proto:!${protocol};`),
    ]),
    ...allowedDomains.map((domain, index) =>
      rule('pass', 'tls $HOME_NET any -> $EXTERNAL_NET 443', domain, FIRST_DOMAIN + index, [`tls.sni; ${hasName(domain)}`]),
    ),
    // What is decrypted is not TLS any more when the rules see it.
    ...(inspected ? [] : [rule(reject, 'tcp $HOME_NET any -> any 443', 'Port 443 without TLS', 6, ['app-layer-protocol:!tls;'])]),
  ].join('\n');
}

/** `flow:to_server`: only packets of whoever began. Without it, answers of allowed connections would match. */
function rule(action: string, what: string, message: string, number: number, options: readonly string[] = []): string {
  return `${action} ${what} (${[`msg:"${message}";`, ...options, 'flow:to_server;', `sid:${number};`, 'rev:1;'].join(' ')})`;
}

/** The keywords by which a name is that of an entry. `dotprefix` puts a dot before the name, so that `example.com` ends in `.example.com`. */
function hasName(entry: string): string {
  const { name, reach } = domainOf(entry);
  if (reach === Reach.ITSELF) return `content:"${name}"; startswith; endswith; nocase;`;
  return `${reach === Reach.ITSELF_AND_BELOW ? 'dotprefix; ' : ''}content:".${name}"; endswith; nocase;`;
}
