import { SubnetTier } from '../../../../network/tiers/subnet-tier';
import { Framework } from '../../../citation';
import type { Subject } from '../extract/subjects';
import { Intervals } from '../model/intervals';
import type { GroupRuleModel, InterfaceModel, Path } from '../model/network-model';
import { ALL_PROTOCOLS, common, type Service } from '../model/traffic';
import { ADMINISTRATION } from './administration';
import { type Breach, provenRule, tierOfSubject } from './claim';
import { describePackets } from './path-text';
import type { Proof } from './reachability-of';

/** Ports that no client answers at: an ACL that lets answers in can't tell them from connections to the others. */
const NOT_EPHEMERAL: Service = { protocols: ALL_PROTOCOLS, ports: Intervals.of([0n, 1023n]) };
/** How people come in. */
const WAYS_IN: ReadonlySet<string> = new Set(['verified-access', 'client-vpn']);
/** Most sources that a finding needs. */
const ENOUGH = 3;

/**
 * Nothing opens connections into the management tier: people come in by Verified Access or a client VPN, and Session Manager opens its
 * connections from within. And nothing but the management tier reaches a port by which an instance or a task is administered. Of what
 * may be put into the tier, ports from 1024 on are left to security groups: ACLs let answers in there, and keep no state.
 */
export const managementClosed = provenRule({
  id: 'ManagementClosed',
  severity: 'error',
  why: 'Whoever takes one host goes on by the ports that administer the next, and whoever takes the management tier administers all.',
  fix: 'Close the port: Session Manager needs none. Let people in by VerifiedAccess or a ClientVpn, and instances be administered from the management tier of a SegmentedVpc alone.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20', '8.22'],
    [Framework.NIST80053]: ['AC-17', 'SC-7'],
    [Framework.MLPS3]: ['8.1.2.1', '8.1.3.2'],
  },
  exceptable: true,
  about: (subject, proof) => isInManagement(subject, proof) || mayBeAdministered(subject, proof),
  breaches: (subject, proof) => {
    if (subject.interface.role === 'anything') return intoTier(subject, proof);
    return [...(isInManagement(subject, proof) ? connections(subject, proof) : []), ...administered(subject, proof)];
  },
});

function isInManagement(subject: Subject, proof: Proof): boolean {
  const { role } = subject.interface;
  return tierOfSubject(subject, proof) === SubnetTier.MANAGEMENT && (role === 'anything' || role === 'workload');
}

/** Whether an instance, a task or the like has a rule that lets in what administers it. */
function mayBeAdministered(
  { interface: { role, listens, groups, groupsUndecided }, resource }: Subject,
  { network }: Proof,
): boolean {
  if (role !== 'workload' || listens?.length === 0 || resource.type === FILE_TRANSFER) return false;
  if (groups === undefined || groupsUndecided !== undefined) return true;
  return groups.some((group) => (network.groups.get(group)?.inbound ?? []).some(opensAdministration));
}

/** Its port 22 is for files. */
const FILE_TRANSFER = 'AWS::Transfer::Server';

function opensAdministration({ service }: GroupRuleModel): boolean {
  return ADMINISTRATION.some(
    ({ protocols, ports }) => service.protocols.intersects(protocols) && service.ports.intersects(ports),
  );
}

/** Into whatever is put into the tier: from outside on any port, from other tiers on those that no answer goes to. */
function intoTier(subject: Subject, proof: Proof): Breach[] {
  const { reachability, subjects } = proof;
  const to = subject.interface;
  const others = subjects.filter((other) => other.interface.role === 'anything' && !isInManagement(other, proof));
  const within = others.flatMap((other) =>
    reachability.between(other.interface, to).filter(({ packets }) => touches(packets, NOT_EPHEMERAL)),
  );
  return [...reachability.fromInternet(to), ...reachability.fromBeyond(to), ...within].slice(0, ENOUGH).map((path) => {
    return { says: `${path.from} opens connections into the management tier by ${describePackets(path.packets)}`, path };
  });
}

/** To what stands in the tier, on any port that its groups open. */
function connections(subject: Subject, proof: Proof): Breach[] {
  return firstPaths(
    subject,
    proof,
    () => true,
    () => true,
  ).map((path) => {
    return { says: `${path.from} opens connections into the management tier by ${describePackets(path.packets)}`, path };
  });
}

function administered(subject: Subject, proof: Proof): Breach[] {
  if (!mayBeAdministered(subject, proof)) return [];
  return firstPaths(subject, proof, opensAdministration, (path) =>
    ADMINISTRATION.some((service) => touches(path.packets, service)),
  ).map((path) => {
    const open = ADMINISTRATION.map((service) => common(path.packets, service)).find((packets) => packets !== undefined);
    return {
      says: `${path.from} reaches a port for administration (${describePackets(open ?? path.packets)}), and is not in the management tier`,
      path,
    };
  });
}

function touches(packets: Path['packets'], service: Service): boolean {
  return common(packets, service) !== undefined;
}

/** The first paths of a kind to a subject: from outside, and from whatever is neither in the management tier nor a way in. */
function firstPaths(subject: Subject, proof: Proof, isMeant: (rule: GroupRuleModel) => boolean, isOne: (path: Path) => boolean) {
  const { reachability } = proof;
  const to = subject.interface;
  const found = [...reachability.fromInternet(to), ...reachability.fromBeyond(to)].filter(isOne);
  for (const other of sourcesOf(to, proof, isMeant)) {
    if (found.length >= ENOUGH) break;
    if (other.resource !== subject.resource && mayOpen(other, proof)) {
      found.push(...reachability.between(other.interface, to).filter(isOne));
    }
  }
  return found.slice(0, ENOUGH);
}

function mayOpen(other: Subject, proof: Proof): boolean {
  return other.initiates && !WAYS_IN.has(other.interface.role) && tierOfSubject(other, proof) !== SubnetTier.MANAGEMENT;
}

/** Who some rules of an interface's groups may let in: whoever has a group, has an address, or sends for those who have one. */
function sourcesOf(to: InterfaceModel, { network, byGroup, distinct }: Proof, isMeant: (rule: GroupRuleModel) => boolean) {
  if (to.groups === undefined || to.groupsUndecided !== undefined) return distinct;
  const rules = to.groups.flatMap((group) => network.groups.get(group)?.inbound ?? []).filter(isMeant);
  const named = rules.flatMap(({ peers }) => (peers.kind === 'group' ? (byGroup.get(peers.group) ?? []) : []));
  const addresses = rules.reduce(
    (all, { peers }) => (peers.kind === 'addresses' ? all.union(peers.addresses) : all),
    Intervals.NONE,
  );
  const ofRange = distinct.filter(({ interface: { subnets, groupsUndecided, keepsSources } }) => {
    const isNamed = groupsUndecided !== undefined && rules.some(({ peers }) => peers.kind === 'group');
    const isForOthers = keepsSources && !addresses.isEmpty;
    return isNamed || isForOthers || subnets.some((subnet) => network.subnets.get(subnet)?.addresses.intersects(addresses));
  });
  return new Set([...named, ...ofRange]);
}
