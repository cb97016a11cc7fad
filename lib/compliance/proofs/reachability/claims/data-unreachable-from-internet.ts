import { Framework } from '../../../citation';
import { type Breach, isAnyData, provenRule, tierOfSubject } from './claim';
import { describePackets } from './path-text';

/**
 * No path leads from the internet to data: not to a store, nor to whatever else is put into a subnet for data, directly or over load
 * balancers and proxies that open connections for others.
 *
 * Whatever a subnet of the tier `data` holds is judged with security groups that filter nothing: routes and ACLs are what the tier
 * promises. In a subnet that declares no tier, that holds for connections; datagrams without an answer, and what load balancers lead
 * on, are judged by the stores that stand there and by their groups.
 */
export const dataUnreachableFromInternet = provenRule({
  id: 'DataUnreachableFromInternet',
  severity: 'error',
  why: 'What anyone on the internet can connect to is attacked from there, and one flaw or password is all that keeps the data.',
  fix: 'Take away what opens the first hop that need not be open: the route, the entry of the network ACL, the rule of the security group. A SegmentedVpc has a data tier that nothing from the internet reaches; a network that no template makes can be described, so that the proof sees it.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20', '8.22'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(21)'],
    [Framework.MLPS3]: ['8.1.2.1'],
  },
  exceptable: false,
  about: (subject, proof) => subject.interface.role === 'store' || isAnyData(subject, proof),
  breaches: (subject, proof) => {
    const { reachability } = proof;
    const to = subject.interface;
    const promises = to.role !== 'anything' || tierOfSubject(subject, proof) !== undefined;
    const direct = reachability.fromInternet(to).filter(({ firewallsBack }) => promises || firewallsBack !== undefined);
    const what = to.role === 'store' ? 'the store' : 'whatever is put into the data subnet';
    return [
      ...direct.map((path): Breach => ({ says: `the internet reaches ${what} by ${describePackets(path.packets)}`, path })),
      ...(promises ? reachability.fromInternetByRelays(to) : []).map((path): Breach => {
        return { says: `the internet reaches ${what} over what connects for it, by ${describePackets(path.packets)}`, path };
      }),
    ];
  },
});
