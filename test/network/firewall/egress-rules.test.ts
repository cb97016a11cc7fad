import fc from 'fast-check';
import { MOST_DOMAINS } from '../../../lib/network/firewall/domain-list';
import { egressRules, OWN_CAPACITY } from '../../../lib/network/firewall/egress-rules';

const REFUSED = (drop: string, reject: string) => [
  `${drop} ip any any -> $HOME_NET any (msg:"What comes from outside"; flow:to_server; sid:1; rev:1;)`,
  `${reject} tcp $HOME_NET any -> any !443 (msg:"TCP to another port than 443"; flow:to_server; sid:2; rev:1;)`,
  `${drop} udp $HOME_NET any -> any any (msg:"UDP, which QUIC and DNS past the resolver take"; flow:to_server; sid:3; rev:1;)`,
  `${drop} icmp $HOME_NET any -> any any (msg:"ICMP"; flow:to_server; sid:4; rev:1;)`,
  `${drop} ip $HOME_NET any -> any any (msg:"A protocol that is not TCP, UDP or ICMP"; ip_proto:!TCP; ip_proto:!UDP; ip_proto:!ICMP; flow:to_server; sid:5; rev:1;)`,
];
const ALLOWED = [
  'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (msg:"a.com"; tls.sni; content:"a.com"; startswith; endswith; nocase; flow:to_server; sid:1000; rev:1;)',
  'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (msg:"*.b.com"; tls.sni; content:".b.com"; endswith; nocase; flow:to_server; sid:1001; rev:1;)',
  'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (msg:".c.com"; tls.sni; dotprefix; content:".c.com"; endswith; nocase; flow:to_server; sid:1002; rev:1;)',
];
const WITHOUT_TLS = (reject: string) =>
  `${reject} tcp $HOME_NET any -> any 443 (msg:"Port 443 without TLS"; app-layer-protocol:!tls; flow:to_server; sid:6; rev:1;)`;
const allowedDomains = ['a.com', '*.b.com', '.c.com'];
const lines = (watching: boolean, inspected: boolean) => egressRules({ allowedDomains, watching, inspected }).split('\n');

test('TLS on port 443 to the domains is let through, and everything else refused', () => {
  expect(lines(false, false)).toEqual([...REFUSED('drop', 'reject'), ...ALLOWED, WITHOUT_TLS('reject')]);
});

test('while it watches, what is refused alerts, and the domains are let through without', () => {
  expect(lines(true, false)).toEqual([...REFUSED('alert', 'alert'), ...ALLOWED, WITHOUT_TLS('alert')]);
});

test('what is decrypted may come without TLS', () => {
  expect(lines(false, true)).toEqual([...REFUSED('drop', 'reject'), ...ALLOWED]);
});

test('without a domain nothing is let through', () => {
  const rules = egressRules({ allowedDomains: [], watching: false, inspected: false });
  expect(rules).not.toMatch(/^pass/m);
  expect(rules.split('\n')).toHaveLength(6);
});

test('the longest list has room, and each rule a number of its own', () => {
  const longest = Array.from({ length: MOST_DOMAINS }, (_, index) => `a${index}.example.com`);
  const rules = egressRules({ allowedDomains: longest, watching: false, inspected: false }).split('\n');
  expect(rules.length).toBeLessThanOrEqual(OWN_CAPACITY);
  expect(new Set(rules.map((rule) => /sid:(\d+);/.exec(rule)?.[1])).size).toBe(rules.length);
});

/** What Suricata makes of a name by the keywords of a rule: `dotprefix` looks at the name with a dot before it. */
function matches(rule: string, host: string): boolean {
  const content = /content:"([^"]*)"/.exec(rule)?.[1] ?? '';
  const buffer = `${rule.includes('dotprefix;') ? '.' : ''}${host.toLowerCase()}`;
  return rule.includes('startswith;') ? buffer === content : buffer.endsWith(content);
}

test('a name is let through just by the entries that it is of', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,2}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 2 }).map((labels) => `${labels.join('.')}.example`);
  const near = fc
    .tuple(name, fc.constantFrom('', 'x', 'x.', 'x.y.', '.'), fc.constantFrom('', '.test', 'x'))
    .map(([base, before, after]) => [base, `${before}${base}${after}`] as const);
  fc.assert(
    fc.property(near, fc.constantFrom('', '*.', '.'), ([base, host], form) => {
      fc.pre(!host.startsWith('.'));
      const [rule = ''] = egressRules({ allowedDomains: [`${form}${base}`], watching: false, inspected: false })
        .split('\n')
        .filter((each) => each.startsWith('pass'));
      const isBelow = host.endsWith(`.${base}`);
      const expected = { '': host === base, '*.': isBelow, '.': isBelow || host === base }[form];
      expect(matches(rule, host)).toBe(expected);
      expect(matches(rule, host.toUpperCase())).toBe(expected);
    }),
  );
});
