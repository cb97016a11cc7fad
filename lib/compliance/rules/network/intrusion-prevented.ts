import { Framework } from '../../citation';
import { type Egress, egressOf } from '../../facts/network/egress';
import { whyNotDropping } from '../../facts/network/firewall-policies';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

/**
 * What leaves a VPC for the internet passes AWS Network Firewall, before or behind its NAT gateways, and the firewall drops what no
 * rule lets through. A VPC without a way out is not judged, and neither are load balancers' subnets, which answer to an internet
 * gateway and have no public addresses to give.
 *
 * Traffic that a transit gateway or an appliance of somebody else's takes may be inspected there: who does that says so.
 *
 * Source: "Architectures" and "Actions for stateful rules" in the "AWS Network Firewall Developer Guide".
 */
export const intrusionPrevented: Rule = {
  id: 'IntrusionPrevented',
  severity: 'error',
  resourceTypes: ['AWS::EC2::VPC'],
  why: 'An intruder takes orders from outside and sends data there, and a NAT gateway lets any connection out.',
  fix: "Take the way out away, as SegmentedVpc does; or route it to the endpoint of an AWS::NetworkFirewall::Firewall whose policy has 'StatelessDefaultActions' 'aws:forward_to_sfe', 'RuleOrder' STRICT_ORDER and 'StatefulDefaultActions' 'aws:drop_established'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.3.2', '8.1.3.3'],
  },
  exceptable: true,
  accountWide: true,
  check: (vpc, index) => {
    const ways = egressOf(vpc, index);
    if (ways.length === 0) return NOT_APPLICABLE;
    const past = ways.filter(({ firewalls }) => firewalls.length === 0);
    return violationsOrCompliant([...uninspected(past), ...openFirewalls(ways, index)]);
  },
};

/** One for all zones: they have the same cure. */
function uninspected(ways: readonly Egress[]): Violation[] {
  if (ways.length === 0) return [];
  const subnets = few(ways.map(({ subnet }) => `'${subnet.path}'`));
  const by = few(ways.map((way) => way.by));
  return [{ detail: `what leaves ${subnets} goes to ${by}, and no network firewall of a template here is on its way` }];
}

function few(texts: readonly string[]): string {
  const all = [...new Set(texts)];
  const more = all.length - MOST_NAMED;
  return `${all.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_NAMED = 4;

function openFirewalls(ways: readonly Egress[], index: TemplateIndex): Violation[] {
  const firewalls = new Set<Resource>(ways.flatMap((way) => way.firewalls));
  return [...firewalls].flatMap((firewall) => {
    const why = whyNotDropping(firewall, index);
    return why === undefined ? [] : [{ detail: `the network firewall '${firewall.path}' does not drop by default: ${why}` }];
  });
}
