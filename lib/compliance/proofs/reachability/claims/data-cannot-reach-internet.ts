import { Framework } from '../../../citation';
import type { Subject } from '../extract/subjects';
import { type Breach, isAnyData, provenRule } from './claim';
import { describePackets } from './path-text';
import type { Proof } from './reachability-of';

/**
 * No path leads from data to the internet: not from whatever is put into a subnet for data, with any security groups, nor from a store
 * that stands elsewhere. Through other networks, too: peers, transit gateways, VPNs whose routes nobody sees here.
 *
 * `NoWayOut` judges the routes of data subnets alone; this follows them to their end.
 */
export const dataCannotReachInternet = provenRule({
  id: 'DataCannotReachInternet',
  severity: 'error',
  why: 'What can reach the internet from where the data is can carry the data there.',
  fix: 'Take away the route, or whatever else opens the path; name the destinations of routes to other networks, rather than letting those announce them. What runs in the data tier reaches AWS services by VPC endpoints. A network that no template makes can be described, so that the proof sees it.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.22'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.2.1', '8.1.3.1'],
  },
  exceptable: false,
  about: (subject, proof) => isAnyData(subject, proof) || isStoreElsewhere(subject, proof),
  breaches: ({ interface: from }, { reachability }) => {
    const what = from.role === 'store' ? 'the store' : 'whatever is put into the data subnet';
    return reachability.toInternet(from).map((path): Breach => {
      return { says: `${what} reaches the internet by ${describePackets(path.packets)}`, path };
    });
  },
});

/** In a subnet for data it is whatever is put there that is judged. What only answers opens no way out. */
function isStoreElsewhere({ interface: { role, subnets }, initiates }: Subject, { network }: Proof): boolean {
  return role === 'store' && initiates && subnets.some((subnet) => !network.subnets.get(subnet)?.isForData);
}
