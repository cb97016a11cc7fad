import { html, quoted } from './dot-text';
import type { Anchor, Drawing, DrawnEdge } from './drawing';
import { EDGES, INK, LABELS } from './look';

/** Which stands above which, and how much a straight line between them matters. */
type Order = Map<string, { readonly upper: string; readonly lower: string; readonly weight: number }>;

/** Puts bands below each other, zones below zones, and the internet on top. */
function orderOf({ vpcs, outside }: Drawing): { readonly order: Order; readonly ranks: readonly string[] } {
  const order: Order = new Map();
  const ranks: string[] = [];
  const below = (upper: string, lower: string, weight: number) => order.set(`${upper} ${lower}`, { upper, lower, weight });
  for (const { key: vpc, guards, gateways, bands } of vpcs) {
    const rows = bands.flatMap(({ rows }) => rows);
    for (const row of rows) {
      if (row.length > 1) ranks.push(`{rank=same; ${row.map(({ key }) => key).join(' -> ')} [style=invis weight=0]}`);
    }
    const [first = []] = rows;
    const tops = gateways.length > 0 ? gateways.map(({ key }) => key) : ['internet'];
    for (const { key } of gateways) below('internet', key, 100);
    for (const top of tops) for (const { key } of first) below(top, key, 1);
    if (guards.length > 0) {
      const [gateway] = gateways;
      const [under] = first;
      if (gateway) ranks.push(`{rank=same; ${guardKey(vpc)} -> ${gateway.key} [style=invis weight=0]}`);
      if (under) below(guardKey(vpc), under.key, 1);
    }
    for (const [at, row] of rows.entries()) {
      for (const [column, subnet] of (rows[at + 1] ?? []).entries()) {
        const above = row.find((each) => each.column === subnet.column) ?? row[Math.min(column, row.length - 1)];
        if (above) below(above.key, subnet.key, above.column === subnet.column ? 30 : 5);
      }
    }
    const [lowest] = rows.at(-1) ?? [];
    if (lowest) below(lowest.key, 'claims', 1);
  }
  const others = outside.filter(({ key }) => key !== 'internet').map(({ key }) => key);
  if (others.length > 0) ranks.push(`{rank=same; internet; ${others.join('; ')}}`);
  return { order, ranks };
}

/** What is drawn: lines lead to nothing else. */
export class Lines {
  private readonly keys: ReadonlySet<string>;
  private readonly parts: ReadonlySet<string>;
  /** What no line has shown yet. */
  private readonly left: Order;
  private readonly ranks: readonly string[];

  public constructor(drawing: Drawing) {
    const { vpcs, outside } = drawing;
    const subnets = vpcs.flatMap(({ bands }) => bands.flatMap(({ rows }) => rows.flat()));
    const nodes = [...outside, ...vpcs.flatMap(({ gateways }) => gateways), ...subnets];
    this.keys = new Set(nodes.map(({ key }) => key));
    const { order, ranks } = orderOf(drawing);
    this.left = order;
    this.ranks = ranks;
    this.parts = new Set(subnets.flatMap(({ key, parts }) => parts.map((part) => `${key}:${part.key}`)));
  }

  public edge({ kind, from, to, label, tooltip }: DrawnEdge, at: number): string {
    if (!this.keys.has(from.node) || !this.keys.has(to.node)) return '';
    if (kind === 'closed') return closedEdge(from, to, label ?? '', at);
    const text = label === undefined ? '' : `label=<<font color="${LABELS[kind]}"> ${html(label)} </font>>`;
    const look = `${EDGES[kind]} ${text} tooltip=${quoted(tooltip)}`;
    // A line that leads up along the order is drawn as one that leads down, with its head at the tail: then it stands straight.
    const up = this.taken(to, from);
    if (up !== undefined) return `${this.end(to)} -> ${this.end(from)} [dir=back weight=${up} ${look} ${borders(to, from)}]`;
    const down = kind === 'return' ? undefined : this.taken(from, to);
    const place = down === undefined ? 'constraint=false' : `weight=${down}`;
    return `${this.end(from)} -> ${this.end(to)} [${place} ${look} ${borders(from, to)}]`;
  }

  /** Invisible lines for what no line shows. */
  public order(): string {
    const lines = [...this.left.values()].map(
      ({ upper, lower, weight }) => `${upper} -> ${lower} [style=invis weight=${weight}]`,
    );
    return [...this.ranks, ...lines].join('\n');
  }

  private taken(upper: Anchor, lower: Anchor): number | undefined {
    const key = `${upper.node} ${lower.node}`;
    const weight = this.left.get(key)?.weight;
    this.left.delete(key);
    return weight;
  }

  private end({ node, part, side }: Anchor): string {
    const port = part !== undefined && this.parts.has(`${node}:${part}`) ? `:${part}` : '';
    return `${node}${port}${side === undefined ? '' : `:${side}`}`;
  }
}

function borders(tail: Anchor, head: Anchor): string {
  return [tail.band && `ltail=cluster_${tail.band}`, head.band && `lhead=cluster_${head.band}`].filter(Boolean).join(' ');
}

/** A way that is closed has a sign of its own beside the network, with the line to both sides of it. */
function closedEdge(from: Anchor, to: Anchor, label: string, at: number): string {
  const sign = `closed${at}`;
  const look = EDGES.closed;
  return `${sign} [shape=box style="rounded,filled" color="${INK.good}" fillcolor="#e8f5e9" penwidth=1.6 label=<<font color="${INK.good}"><b>\u2715</b>  ${html(label)}</font>> tooltip=${quoted(label)}]
{rank=same; ${to.node}; ${sign}}
${from.node} -> ${sign} [weight=0 ${look} tooltip=${quoted(label)}]
${sign} -> ${to.node} [constraint=false ${look} ${to.band ? `lhead=cluster_${to.band}` : ''} tooltip=${quoted(label)}]`;
}

/** Name of the node that tells what guards a VPC. */
export function guardKey(vpc: string): string {
  return `guards_${vpc}`;
}
