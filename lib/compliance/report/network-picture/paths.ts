import type { NetworkModel, Path } from '../../proofs/reachability/model/network-model';
import { gatewayName, interfaceName, NAMES } from '../../proofs/reachability/solver/topology';
import { type Keys, partKey } from './bands';
import type { Anchor, DrawnEdge } from './drawing';
import { anchorOf, INTERNET, UNKNOWN } from './lines';

/** Places of a picture by the names that hops have. */
export class Named {
  private readonly anchors = new Map<string, Anchor>();

  public constructor(network: NetworkModel, keys: Keys) {
    for (const each of network.interfaces) {
      const [subnet] = each.subnets;
      if (subnet === undefined || !network.subnets.has(subnet)) continue;
      const node = keys.of('subnet', subnet);
      const anchor = each.role === 'anything' ? { node } : { node, part: partKey(subnet, each, keys) };
      this.anchors.set(interfaceName(each), anchor);
    }
    for (const gateway of network.gateways.values()) this.anchors.set(gatewayName(gateway), anchorOf(gateway, keys));
    for (const { id, origin } of network.subnets.values()) {
      this.anchors.set(`subnet '${origin.path}'`, { node: keys.of('subnet', id) });
    }
    this.anchors.set(NAMES.internet, { node: INTERNET });
  }

  public at(name: string): Anchor {
    return this.anchors.get(name) ?? { node: UNKNOWN };
  }
}

/** A path that must not be, as a line from place to place. */
export function breachLines(path: Path, named: Named): readonly DrawnEdge[] {
  const lines: DrawnEdge[] = [];
  let from = named.at(path.from);
  for (const [at, { to, by }] of path.hops.entries()) {
    const next = named.at(to);
    const tooltip = by.map(({ path: place, says }) => `${place}: ${says}`).join('; ') || to;
    if (next.node !== from.node || next.part !== from.part) {
      lines.push({ kind: 'breach', from, to: next, label: String(at + 1), tooltip });
    }
    from = next;
  }
  return lines;
}
