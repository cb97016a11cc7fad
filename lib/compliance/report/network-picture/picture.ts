import { proofOf } from '../../proofs/reachability/claims/proof';
import { networkOf } from '../../proofs/reachability/extract/network-of';
import type { GatewayModel, NetworkModel } from '../../proofs/reachability/model/network-model';
import type { TemplateIndex } from '../../template/template-index';
import { bandsOf, Keys } from './bands';
import { brokenBy, claimsOf } from './claims';
import type { Anchor, Drawing, DrawnClaim, DrawnEdge, DrawnNode, DrawnVpc } from './drawing';
import { OUTCOMES } from './drawing';
import { guardsOf } from './guards';
import { addressesText, shortName } from './labels';
import { gatewayNode, INTERNET, linesOf, UNKNOWN } from './lines';
import { breachLines, Named } from './paths';

/** The picture of a set of templates' network; `undefined` where they have none. */
export function drawingOf(title: string, index: TemplateIndex): Drawing | undefined {
  const network = networkOf(index);
  const keys = new Keys();
  const vpcs = vpcsOf(network, index, keys);
  if (vpcs.length === 0) return undefined;
  const named = new Named(network, keys);
  const claims = claimsOf(index);
  const breaches = brokenBy(index).flatMap(({ path }) => breachLines(path, named));
  const edges = [...linesOf(network, vpcs, keys), ...closedLines(vpcs, index), ...firstOfEach(breaches)];
  return {
    title,
    description: describe(network, vpcs, claims),
    vpcs,
    outside: outsideOf(network, edges, keys),
    edges,
    claims,
  };
}

function vpcsOf(network: NetworkModel, index: TemplateIndex, keys: Keys): DrawnVpc[] {
  return [...network.vpcs.values()].flatMap((vpc) => {
    const bands = bandsOf(vpc.id, network, keys);
    if (bands.length === 0) return [];
    const gateways = [...network.gateways.values()]
      .filter((gateway) => gateway.kind === 'internet' && gateway.vpc === vpc.id)
      .map((gateway) => gatewayNode(gateway, keys));
    return [
      {
        key: keys.of('vpc', vpc.id),
        name: shortName(vpc.origin.path),
        addresses: addressesText(vpc.addresses),
        guards: guardsOf(vpc.id, index),
        gateways,
        bands,
      },
    ];
  });
}

/** What lines lead to outside of every VPC. */
function outsideOf({ gateways }: NetworkModel, edges: readonly DrawnEdge[], keys: Keys): readonly DrawnNode[] {
  const ends = new Set(edges.flatMap(({ from, to }) => [from.node, to.node]));
  const outside = (gateway: GatewayModel) => ['peering', 'transit', 'beyond'].includes(gateway.kind);
  const nodes = [...gateways.values()].filter(outside).map((gateway) => gatewayNode(gateway, keys));
  return [
    { key: INTERNET, kind: 'internet', label: 'The internet', tooltip: 'The internet' },
    ...nodes.filter(({ key }) => ends.has(key)),
    ...(ends.has(UNKNOWN)
      ? [{ key: UNKNOWN, kind: 'unknown', label: 'Known at deployment only', tooltip: 'Taken for the worst' } as const]
      : []),
  ];
}

/** Lines that say that no packet passes, where that is proven of every subnet for data in a band. */
function closedLines(vpcs: readonly DrawnVpc[], index: TemplateIndex): readonly DrawnEdge[] {
  const { closed } = proofOf(index);
  const into = new Set(closed.flatMap(({ from, to }) => (from === THE_INTERNET ? [to] : [])));
  const outOf = new Set(closed.flatMap(({ from, to }) => (to === THE_INTERNET ? [from] : [])));
  return vpcs.flatMap(({ bands }) =>
    bands.flatMap((band): DrawnEdge[] => {
      const subnets = band.rows.flat();
      const last = band.rows.at(-1)?.at(-1);
      if (last === undefined) return [];
      const isIn = subnets.every(({ path }) => into.has(path));
      const isOut = subnets.every(({ path }) => outOf.has(path));
      const data: Anchor = { node: last.key, band: band.key };
      const line = (from: Anchor, to: Anchor, label: string): DrawnEdge => ({ kind: 'closed', from, to, label, tooltip: label });
      if (isIn && isOut) return [line({ node: INTERNET }, data, 'no path in or out: proven')];
      if (isIn) return [line({ node: INTERNET }, data, 'no path in: proven')];
      return isOut ? [line({ node: INTERNET }, data, 'no path out: proven')] : [];
    }),
  );
}

const THE_INTERNET = 'the internet';

/** One line from place to place, whatever goes there. */
function firstOfEach(lines: readonly DrawnEdge[]): readonly DrawnEdge[] {
  const places = new Map(lines.map((line) => [JSON.stringify([line.from, line.to]), line] as const).reverse());
  return [...places.values()].reverse();
}

function describe(network: NetworkModel, vpcs: readonly DrawnVpc[], claims: readonly DrawnClaim[]): string {
  const tiers = vpcs.map(({ name, addresses, bands, guards }) => {
    const inside = bands.map((band) => `${band.name} (${band.rows.flat().length})`).join(', ');
    return `VPC ${name} (${addresses}) with subnets from the internet inwards: ${inside}${guards.length > 0 ? `; ${guards.join(', ')}` : ''}.`;
  });
  const told = claims.flatMap(({ outcome, text }) => (outcome === 'not-asked' ? [] : [`${text}: ${OUTCOMES[outcome]}.`]));
  return [`${count(network.subnets.size, 'subnet')} in ${count(vpcs.length, 'VPC')}.`, ...tiers, ...told].join(' ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
