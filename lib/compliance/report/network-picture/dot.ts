import { guardKey, Lines } from './dot-lines';
import { html, quoted } from './dot-text';
import type { Drawing, DrawnBand, DrawnNode, DrawnSubnet, DrawnVpc } from './drawing';
import { BANDS, INK, SIZE, VPC } from './look';
import { panelOf } from './panel';

/** A drawing in the language of Graphviz: rows of subnets, one zone below the other, with the internet on top. */
export function dotOf(drawing: Drawing): string {
  const { vpcs, outside, edges, claims, title } = drawing;
  const lines = new Lines(drawing);
  return `digraph network {
graph [rankdir=TB fontname="Helvetica" fontsize=${SIZE.title} nodesep=0.3 ranksep=0.55 compound=true bgcolor="white" pad=0.4 newrank=true tooltip=${quoted(title)}]
node [shape=box style="rounded,filled" fillcolor="white" color="${INK.box}" fontname="Helvetica" fontsize=${SIZE.name} margin="0.2,0.09"]
edge [fontname="Helvetica" fontsize=${SIZE.small} arrowsize=0.7]
${outside.map(nodeOf).join('\n')}
${vpcs.map(vpcOf).join('\n')}
${edges.map((edge, at) => lines.edge(edge, at)).join('\n')}
${lines.order()}
${panelOf(claims)}
}
`;
}

function nodeOf({ key, kind, label, tooltip }: DrawnNode): string {
  const look = {
    internet: `shape=ellipse fillcolor="#eceff1" penwidth=1.4 fontsize=${SIZE.title} margin="0.35,0.12"`,
    gateway: `fillcolor="white"`,
    beyond: `style="rounded,filled,dashed" fillcolor="#fafafa"`,
    unknown: `style="rounded,filled,dashed" fillcolor="#fff8e1" color="${INK.open}"`,
  }[kind];
  return `${key} [label=<${kind === 'internet' ? `<b>${html(label)}</b>` : html(label)}> tooltip=${quoted(tooltip)} ${look}]`;
}

function vpcOf({ key, name, addresses, guards, gateways, bands }: DrawnVpc): string {
  return `subgraph cluster_${key} {
label=<<b>VPC ${html(name)}</b><br align="left"/><font point-size="${SIZE.small}" color="${INK.faint}">${html(addresses)}</font><br align="left"/>>
fontsize=${SIZE.title} labeljust=l style="rounded,filled" color="${INK.border}" fillcolor="${VPC}" margin=14
${guards.length > 0 ? guardsOf(key, guards) : ''}
${gateways.map(nodeOf).join('\n')}
${bands.map(bandOf).join('\n')}
}`;
}

function guardsOf(key: string, guards: readonly string[]): string {
  const rows = guards.map((guard) => `<tr><td align="left">\u25aa ${html(guard)}</td></tr>`);
  return `${guardKey(key)} [shape=plain style="" fontsize=${SIZE.small} fontcolor="${INK.faint}" tooltip="guards all of it" label=<<table border="0" cellborder="0" cellspacing="0" cellpadding="1">
${rows.join('\n')}
</table>>]`;
}

function bandOf({ key, kind, name, rows }: DrawnBand): string {
  return `subgraph cluster_${key} {
label=<<b>${html(name)}</b>> fontsize=${SIZE.band} labeljust=l style="rounded,filled" color="${INK.border}" fillcolor="${BANDS[kind] ?? '#f5f5f5'}" margin=10
${rows.flat().map(subnetOf).join('\n')}
}`;
}

function subnetOf({ key, name, path, zone, addresses, parts }: DrawnSubnet): string {
  const where = [zone, addresses].filter((text) => text !== undefined).join('  \u00b7  ');
  const lines = parts.map(({ key: port, kind, label }) => {
    const colour = { firewall: '#ffcdd2', nat: '#d7ccc8', interface: '#eceff1' }[kind];
    return `<tr><td port="${port}" align="left" border="1" color="${INK.border}" bgcolor="${colour}" style="rounded"><font point-size="${SIZE.small}">${html(label)}</font></td></tr>`;
  });
  return `${key} [tooltip=${quoted(path)} margin=0 label=<<table border="0" cellborder="0" cellspacing="3" cellpadding="3">
<tr><td width="170" align="left"><b>${html(name)}</b></td></tr>
<tr><td align="left"><font point-size="${SIZE.small}" color="${INK.faint}">${html(where)}</font></td></tr>
${lines.join('\n')}
</table>>]`;
}
