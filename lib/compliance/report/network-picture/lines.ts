import { PUBLIC_ADDRESSES } from '../../proofs/reachability/model/addresses';
import type { GatewayModel, Id, NetworkModel, RouteModel, SubnetModel } from '../../proofs/reachability/model/network-model';
import { grouped } from '../../template/grouped';
import { type Keys, partKey } from './bands';
import type { Anchor, DrawnBand, DrawnEdge, DrawnNode, DrawnVpc } from './drawing';
import { addressesText, shortName } from './labels';

/** Key of what stands for the internet. */
export const INTERNET = 'internet';
/** Key of what stands for whatever only the deployment knows. */
export const UNKNOWN = 'unknown';

/** From this many subnets on, a band has one line for all that lead to the same. */
const CROWD = 13;

const GATEWAYS: Readonly<Record<GatewayModel['kind'], string>> = {
  internet: 'internet gateway',
  nat: 'NAT gateway',
  firewall: 'firewall endpoint',
  peering: 'peering connection',
  transit: 'transit gateway',
  beyond: 'network beyond',
};

/** A gateway that stands in no subnet, as a node. */
export function gatewayNode(gateway: GatewayModel, keys: Keys): DrawnNode {
  const words = gateway.kind === 'internet' && gateway.outwardOnly ? 'egress-only internet gateway' : GATEWAYS[gateway.kind];
  return {
    key: keys.of('gateway', gateway.id),
    kind: gateway.kind === 'beyond' || gateway.kind === 'peering' ? 'beyond' : 'gateway',
    label: gateway.kind === 'internet' ? words : `${words} ${shortName(gateway.origin.path)}`,
    tooltip: gateway.origin.path,
  };
}

/** Where a line to a gateway ends: at its line in a subnet, or at its node. */
export function anchorOf(gateway: GatewayModel, keys: Keys): Anchor {
  const key = keys.of('gateway', gateway.id);
  if (gateway.kind !== 'nat' && gateway.kind !== 'firewall') return { node: key };
  return { node: keys.of('subnet', gateway.subnet), part: key };
}

/** Ways in on purpose, and the routes that lead somewhere else than within their VPC, as lines. */
export function linesOf(network: NetworkModel, vpcs: readonly DrawnVpc[], keys: Keys): readonly DrawnEdge[] {
  const ways = edgeLines(network, keys);
  const entered = new Set(ways.map(({ from, to }) => `${to.node} ${from.node}`));
  const routes = vpcs.flatMap(({ bands }) => bands.flatMap((band) => linesOfBand(band, network, keys)));
  // A way in has its answers go back the same way: one line says both.
  return distinct([...ways, ...routes.filter(({ from, to }) => !entered.has(`${from.node} ${to.node}`))]);
}

interface Line {
  readonly subnet: SubnetModel;
  readonly to: Anchor;
  readonly edge: Omit<DrawnEdge, 'from' | 'to'>;
}

function linesOfBand(band: DrawnBand, network: NetworkModel, keys: Keys): DrawnEdge[] {
  const keysOfBand = new Set(band.rows.flat().map(({ key }) => key));
  const subnets = [...network.subnets.values()].filter(({ id }) => keysOfBand.has(keys.of('subnet', id)));
  const lines = subnets.flatMap((subnet) => linesOfSubnet(subnet, network, keys));
  if (subnets.length < CROWD) {
    return lines.map(({ subnet, to, edge }) => ({ ...edge, ...sidesOf(edge.kind, keys.of('subnet', subnet.id), to) }));
  }
  const byTarget = grouped(lines.map((line) => [`${line.edge.kind} ${line.to.node} ${line.to.part ?? ''}`, line] as const));
  return [...byTarget.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const from = { node: keys.of('subnet', first.subnet.id), band: band.key };
    const label = `${new Set(same.map(({ subnet }) => subnet)).size} of ${subnets.length}`;
    return [{ ...first.edge, from, to: first.to, label }];
  });
}

/** Ways out lead up: from the top of a subnet to what stands lowest in another. Ways back lead down. */
function sidesOf(kind: DrawnEdge['kind'], node: string, to: Anchor): Pick<DrawnEdge, 'from' | 'to'> {
  // The way out has the middle.
  if (kind === 'return') return { from: { node, side: 'se' }, to: { node: to.node, side: 'ne' } };
  if (to.part === undefined || to.node === node) return { from: { node, side: 'n' }, to };
  return { from: { node, side: 'n' }, to: { ...to, side: 's' } };
}

function linesOfSubnet(subnet: SubnetModel, network: NetworkModel, keys: Keys): Line[] {
  const lines = subnet.routes.flatMap((route): Line[] => {
    const { target, origin } = route;
    if (target.kind === 'local' || target.kind === 'nowhere') return [];
    const gateway = target.kind === 'gateway' ? network.gateways.get(target.gateway) : undefined;
    if (gateway === undefined) {
      return [{ subnet, to: { node: UNKNOWN }, edge: { kind: 'undecided', tooltip: `${origin.path}: ${origin.says}` } }];
    }
    const kind = origin.undecided === undefined ? kindOf(route, gateway) : 'undecided';
    const label = route.length === 0 || kind === 'return' ? {} : { label: addressesText(route.destinations) };
    return [{ subnet, to: anchorOf(gateway, keys), edge: { kind, tooltip: `${origin.path}: ${origin.says}`, ...label } }];
  });
  const { routesUndecided } = subnet;
  if (routesUndecided === undefined) return lines;
  const tooltip = `${routesUndecided.path}: ${routesUndecided.says}`;
  return [...lines, { subnet, to: { node: UNKNOWN }, edge: { kind: 'undecided', tooltip } }];
}

/** A route of private addresses to a firewall is the way that answers come back. */
function kindOf({ destinations }: RouteModel, gateway: GatewayModel): 'route' | 'return' {
  return gateway.kind === 'firewall' && !destinations.intersects(PUBLIC_ADDRESSES) ? 'return' : 'route';
}

/** Ways in on purpose, and the internet behind its gateways. */
function edgeLines(network: NetworkModel, keys: Keys): readonly DrawnEdge[] {
  const lines: DrawnEdge[] = [];
  for (const gateway of network.gateways.values()) {
    if (gateway.kind !== 'internet') continue;
    const { path } = gateway.origin;
    lines.push({ kind: 'route', from: { node: keys.of('gateway', gateway.id) }, to: { node: INTERNET }, tooltip: path });
    for (const each of network.interfaces) {
      if (each.role !== 'load-balancer' || !each.hasPublicAddress) continue;
      for (const id of each.subnets) {
        const subnet = network.subnets.get(id);
        if (subnet === undefined || !leadsTo(subnet, gateway.id)) continue;
        lines.push({
          kind: 'entry',
          from: { node: keys.of('gateway', gateway.id), side: 's' },
          to: { node: keys.of('subnet', id), side: 'n' },
          tooltip: `the internet reaches ${each.origin.path}`,
        });
      }
    }
  }
  for (const each of network.interfaces) {
    if (each.role !== 'verified-access' && each.role !== 'client-vpn') continue;
    const [id] = each.subnets;
    if (id === undefined || !network.subnets.has(id)) continue;
    lines.push({
      kind: 'entry',
      from: { node: INTERNET },
      to: { node: keys.of('subnet', id), part: partKey(id, each, keys) },
      label: each.role === 'client-vpn' ? 'people, by VPN' : 'people, by Verified Access',
      tooltip: each.origin.path,
    });
  }
  return lines;
}

function leadsTo({ routes }: SubnetModel, gateway: Id): boolean {
  return routes.some(({ target }) => target.kind === 'gateway' && target.gateway === gateway);
}

function distinct(lines: readonly DrawnEdge[]): readonly DrawnEdge[] {
  const seen = new Map<string, DrawnEdge>();
  for (const line of lines) {
    const key = JSON.stringify([line.kind, line.from, line.to, line.label ?? '']);
    if (!seen.has(key)) seen.set(key, line);
  }
  return [...seen.values()];
}
