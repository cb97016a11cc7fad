import { SubnetTier } from '../../../../network/tiers/subnet-tier';
import { Framework } from '../../../citation';
import { holderOfEndpoint } from '../extract/firewalls';
import type { Subject } from '../extract/subjects';
import type { Id, Path } from '../model/network-model';
import { type Breach, provenRule, tierOfSubject } from './claim';
import { describePackets } from './path-text';
import type { Proof } from './reachability-of';

/** Tiers from which connections may be opened to the internet. */
const MAY_LEAVE: ReadonlySet<string | undefined> = new Set([SubnetTier.APPLICATION, SubnetTier.MANAGEMENT, SubnetTier.ENDPOINTS]);

/**
 * What leaves for the internet passes a network firewall, before or behind its NAT gateway, and the answers pass the same endpoint: one
 * that sees half of a connection inspects none. Whether the policy of the firewall drops what no rule lets through is asked by
 * `FirewallsBlock`; a policy, or an appliance, that no template shows is none here. Judged is whatever is put into a tier that may
 * open connections, and each function, task and instance in subnets of no tier. Load balancers and endpoints answer only.
 *
 * What a transit gateway takes to somebody else's network may be inspected there: who does that says so.
 *
 * Source: "Architectures" in the "AWS Network Firewall Developer Guide".
 */
export const egressInspected = provenRule({
  id: 'EgressInspected',
  severity: 'error',
  why: 'An intruder takes orders from outside and sends data there, and a NAT gateway lets any connection out.',
  fix: "Take the way out away, as SegmentedVpc does without 'allowedDomains'; or route it, and its answers, to the endpoint of an AWS::NetworkFirewall::Firewall in the same zone, whose policy a template shows, as SegmentedVpc does with 'allowedDomains'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.3.2', '8.1.3.3'],
  },
  exceptable: true,
  accountWide: true,
  about: (subject, proof) => {
    const { role } = subject.interface;
    if (role === 'anything') return MAY_LEAVE.has(tierOfSubject(subject, proof));
    return (role === 'workload' || role === 'client-vpn') && subject.initiates && standsOutsideTiers(subject, proof);
  },
  breaches: ({ interface: from }, proof) =>
    proof.reachability.toInternet(from).flatMap((path): Breach[] => {
      const why = whyUninspected(path, proof);
      return why === undefined ? [] : [{ says: `what leaves by ${describePackets(path.packets)} ${why}`, path }];
    }),
});

function standsOutsideTiers({ interface: { subnets } }: Subject, { network }: Proof): boolean {
  return subnets.some((subnet) => network.subnets.get(subnet)?.tier === undefined);
}

function whyUninspected({ firewalls, firewallsBack }: Path, { network }: Proof): string | undefined {
  if (firewalls.length === 0) return 'passes no network firewall';
  const unseen = firewalls.map((id) => network.gateways.get(id)?.origin).find((origin) => origin?.undecided !== undefined);
  if (unseen !== undefined) return `passes '${unseen.path}', and nobody can say what that drops: ${unseen.undecided}`;
  if (firewallsBack === undefined || areSame(firewalls, firewallsBack)) return undefined;
  const back = firewallsBack.length === 0 ? 'none' : nameOf(firewallsBack, network);
  return `passes the firewall endpoint of ${nameOf(firewalls, network)}, and its answers ${back === 'none' ? 'pass none' : `pass that of ${back}`}`;
}

/** Answers pass in the other order. Of a firewall with several endpoints nobody can say which is which. */
function areSame(there: readonly Id[], back: readonly Id[]): boolean {
  const holders = (ids: readonly Id[]) => ids.map(holderOfEndpoint).join('\n');
  return holders(there) === holders([...back].reverse());
}

function nameOf(ids: readonly Id[], { gateways }: Proof['network']): string {
  return ids.map((id) => `'${gateways.get(id)?.origin.path ?? id}'`).join(' and ');
}
