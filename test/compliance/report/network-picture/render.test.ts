import { instance } from '@viz-js/viz';
import { dotOf } from '../../../../lib/compliance/report/network-picture/dot';
import type { Drawing } from '../../../../lib/compliance/report/network-picture/drawing';
import { drawingOf } from '../../../../lib/compliance/report/network-picture/picture';
import { renderSvg } from '../../../../lib/compliance/report/network-picture/render';
import { crowd, indexOf, type Resources, subnet, TO_INTERNET, tiered, VPC } from './networks';

function drawn(title: string, resources: Resources): Drawing {
  const drawing = drawingOf(title, indexOf(resources));
  if (drawing === undefined) throw new Error('nothing to draw');
  return drawing;
}

const EVIL = `</text><script>alert(1)</script> & "q" \\N`;
const NETWORKS: readonly (readonly [string, Resources])[] = [
  ['one subnet', { ...VPC, ...subnet('A', { cidr: '10.0.0.0/24' }) }],
  ['two zones', tiered(2)],
  ['six zones', tiered(6)],
  ['sixty subnets', crowd(60)],
  ['data that is open', { ...VPC, ...subnet('A', { cidr: '10.0.0.0/24', tier: 'data', routes: TO_INTERNET }) }],
  [
    'hostile words',
    { ...VPC, ...subnet('A', { cidr: '10.0.0.0/24', tier: EVIL, zone: EVIL, routes: { '0.0.0.0/0': { GatewayId: EVIL } } }) },
  ],
];

/** It has no widths of letters beyond ASCII, and takes some of about their size. */
const NO_WIDTH = /no value for width of non-ASCII character/;

test.each(NETWORKS)('Graphviz takes a network of %s without a complaint', async (_, resources) => {
  const viz = await instance();
  const { status, errors } = viz.render(dotOf(drawn('x', resources)), { format: 'svg' });
  expect(status).toBe('success');
  expect(errors.filter(({ message }) => !NO_WIDTH.test(message))).toEqual([]);
});

test('every subnet, its addresses and the claims are readable text', async () => {
  const svg = await renderSvg(drawn('Network of dev', tiered(2)));
  for (const text of [
    'Ingress0',
    'Data1',
    'firewall endpoint',
    'NAT gateway',
    'The internet',
    'internet gateway',
    'What is proven of it',
  ])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).toContain('10.0.40.0/24');
});

test('has a title and a description for whoever does not see it, and shrinks to its page', async () => {
  const svg = await renderSvg(drawn('Network of "a" & <b>', NETWORKS[0]?.[1] ?? {}));
  expect(svg).toMatch(/<svg role="img" aria-labelledby="network-title network-description" style="max-width:100%;height:auto" /);
  expect(svg).toContain('<title id="network-title">Network of &#34;a&#34; &#38; &#60;b&#62;</title>');
  expect(svg).toMatch(
    /<desc id="network-description">1 subnet in 1 VPC\. VPC Vpc \(10\.0\.0\.0\/16\) with subnets from the internet inwards: Isolated \(1\)\./,
  );
  expect(svg).not.toContain('<!--');
});

test('no word of a template becomes markup', async () => {
  const svg = await renderSvg(drawn('x', NETWORKS.at(-1)?.[1] ?? {}));
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;/text&gt;');
});

test('draws the same twice', async () => {
  const drawing = drawn('x', tiered(3));
  expect(await renderSvg(drawing)).toBe(await renderSvg(drawing));
});
