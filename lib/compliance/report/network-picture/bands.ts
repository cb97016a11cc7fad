import { describePackets } from '../../proofs/reachability/claims/path-text';
import { PUBLIC_ADDRESSES } from '../../proofs/reachability/model/addresses';
import type { Id, InterfaceModel, NetworkModel, SubnetModel } from '../../proofs/reachability/model/network-model';
import { grouped } from '../../template/grouped';
import type { DrawnBand, DrawnPart, DrawnSubnet } from './drawing';
import { addressesText, shortened, shortName, zoneName } from './labels';

/** Bands from the internet inwards: tiers as they are declared, and between them what declares none, by where its routes lead. */
const ORDER: readonly string[] = [
  ...[
    'ingress',
    'public',
    'egress',
    'firewall',
    'application',
    'private',
    'management',
    'endpoints',
    'isolated',
    'data',
    'for data',
  ],
];
/** Short, for lines lead past them. */
const NAMES: Readonly<Record<string, string>> = {
  ingress: 'Ingress',
  egress: 'Egress',
  firewall: 'Firewall',
  application: 'Applications',
  management: 'Management',
  endpoints: 'Endpoints',
  data: 'Data',
  public: 'Public',
  private: 'Private',
  isolated: 'Isolated',
  'for data': 'Data',
};

/** Most subnets that stand side by side. */
const WIDEST = 6;
/** Most lines that a subnet has for what stands in it. */
const MOST_PARTS = 5;

/** Keys of what is drawn, by ids of the model. */
export class Keys {
  private readonly keys = new Map<string, string>();

  public of(kind: string, id: Id): string {
    const name = `${kind} ${id}`;
    const key = this.keys.get(name) ?? `n${this.keys.size}`;
    this.keys.set(name, key);
    return key;
  }
}

/** The subnets of a VPC, as they are drawn. */
export function bandsOf(vpc: Id, network: NetworkModel, keys: Keys): readonly DrawnBand[] {
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.vpc === vpc);
  const columns = columnsOf(subnets);
  const kinds = grouped(subnets.map((subnet) => [kindOf(subnet, network), subnet] as const));
  return [...kinds]
    .sort(([one], [other]) => place(one) - place(other) || (one < other ? -1 : 1))
    .map(([kind, those]) => {
      const drawn = those
        .map((subnet) => drawnSubnet(subnet, columns.get(subnet.zone ?? '') ?? 0, network, keys))
        .sort((one, other) => one.column - other.column || one.name.localeCompare(other.name, 'en', { numeric: true }));
      return {
        key: keys.of('band', `${vpc} ${kind}`),
        kind,
        name: NAMES[kind] ?? shortened(kind, 16),
        rows: rowsOf(drawn),
      };
    });
}

function place(kind: string): number {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.indexOf('application') + 0.5 : at;
}

/** The tier that a subnet declares; of one that declares none, where its routes lead. */
function kindOf(subnet: SubnetModel, { gateways }: NetworkModel): string {
  if (subnet.tier !== undefined) return subnet.tier;
  if (subnet.isForData) return 'for data';
  const out = subnet.routes.filter(({ destinations }) => destinations.intersects(PUBLIC_ADDRESSES));
  const targets = out.flatMap(({ target }) => (target.kind === 'gateway' ? (gateways.get(target.gateway) ?? []) : []));
  if (targets.some((target) => target.kind === 'internet' && !target.outwardOnly)) return 'public';
  const leaves =
    targets.length > 0 || out.some(({ target }) => target.kind === 'undecided') || subnet.routesUndecided !== undefined;
  return leaves ? 'private' : 'isolated';
}

function columnsOf(subnets: readonly SubnetModel[]): ReadonlyMap<string, number> {
  const zones = [...new Set(subnets.map(({ zone = '' }) => zone))].sort((one, other) =>
    zoneName(one) < zoneName(other) ? -1 : 1,
  );
  return new Map(zones.map((zone, column) => [zone, column]));
}

/** Rows of at most so many subnets, as even as they can be. */
function rowsOf(subnets: readonly DrawnSubnet[]): readonly (readonly DrawnSubnet[])[] {
  const rows = Math.ceil(subnets.length / WIDEST);
  const width = Math.ceil(subnets.length / rows);
  return Array.from({ length: rows }, (_, row) => subnets.slice(row * width, (row + 1) * width));
}

function drawnSubnet(subnet: SubnetModel, column: number, network: NetworkModel, keys: Keys): DrawnSubnet {
  const { id, origin, zone } = subnet;
  return {
    key: keys.of('subnet', id),
    name: shortName(origin.path),
    path: origin.path,
    column,
    ...(zone !== undefined && { zone: zoneName(zone) }),
    addresses: addressesText(subnet.addresses),
    parts: partsOf(id, network, keys),
  };
}

const ROLES: Readonly<Record<Exclude<InterfaceModel['role'], 'anything'>, readonly [string, string]>> = {
  'load-balancer': ['load balancer', 'load balancers'],
  store: ['store', 'stores'],
  endpoint: ['endpoint', 'endpoints'],
  'verified-access': ['Verified Access', 'Verified Access endpoints'],
  'client-vpn': ['Client VPN', 'Client VPNs'],
  workload: ['workload', 'workloads'],
};

/** What stands in a subnet: gateways one by one, interfaces by what they are for. */
function partsOf(subnet: Id, { gateways, interfaces }: NetworkModel, keys: Keys): readonly DrawnPart[] {
  const parts: DrawnPart[] = [];
  for (const gateway of gateways.values()) {
    if ((gateway.kind !== 'nat' && gateway.kind !== 'firewall') || gateway.subnet !== subnet) continue;
    const words = gateway.kind === 'firewall' ? 'firewall endpoint' : 'NAT gateway';
    parts.push({ key: keys.of('gateway', gateway.id), kind: gateway.kind, label: words });
  }
  const here = interfaces.filter(({ role, subnets }) => role !== 'anything' && subnets.includes(subnet));
  for (const [role, those] of grouped(here.map((each) => [each.role, each] as const))) {
    if (role === 'anything') continue;
    const [one, many] = ROLES[role];
    if (those.length <= 2) {
      for (const each of those)
        parts.push({ key: partKey(subnet, each, keys), kind: 'interface', label: `${one} ${partName(each)}` });
    } else {
      const names = those.map(({ origin }) => shortName(origin.path));
      const label = `${those.length} ${many}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? '\u2026' : ''}`;
      // One line for all of them: whatever leads to one of them leads to this line.
      const key = partKey(subnet, those[0] as InterfaceModel, keys);
      parts.push({ key, kind: 'interface', label: shortened(label, 44) });
    }
  }
  return parts.slice(0, MOST_PARTS);
}

/** The key of an interface's line in a subnet. */
export function partKey(subnet: Id, { id }: InterfaceModel, keys: Keys): string {
  return keys.of('part', `${subnet} ${id}`);
}

function partName({ origin, role, listens }: InterfaceModel): string {
  const ports = role === 'load-balancer' && listens && listens.length > 0 ? ` (${listens.map(describePackets).join(', ')})` : '';
  return shortened(`${shortName(origin.path)}${ports}`, 40);
}
