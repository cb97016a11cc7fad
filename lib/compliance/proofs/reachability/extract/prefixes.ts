import { grouped } from '../../../template/grouped';
import type { Target } from '../../../template/references';
import { intrinsic, type Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { resourcesIn, textsOfTarget } from '../../../template/text';
import { asNumber, describe, isPresent, isTrue, read, readFrom } from '../../../template/values';
import { ALL_ADDRESSES, ALL_IPV4, formatAddress, PRIVATE_ADDRESSES, prefixes, prefixOf } from '../model/addresses';
import { Intervals } from '../model/intervals';
import { mayBeAny, placeOf, thingOf, thingsAt } from './things';

/** A set of addresses that a template names. */
export interface Named {
  /** As a message says it: `10.0.0.0/16`. */
  readonly text: string;
  readonly addresses: Intervals;
  /** Bits of its prefix; 0 where nobody knows. */
  readonly length: number;
  /** Why they are the most that it may be. */
  readonly undecided?: string;
}

const VPC = 'AWS::EC2::VPC';
const SUBNET = 'AWS::EC2::Subnet';
const PREFIX_LIST = 'AWS::EC2::PrefixList';
/** What has an address that CloudFormation makes, and that is nobody's on the internet. */
const OWN_ADDRESSES: readonly string[] = ['AWS::EC2::EIP', 'AWS::EC2::Instance', 'AWS::EC2::NatGateway'];

/** An attribute of a resource, and no more than its one address. */
const SINGLE_ADDRESS = /^\$\{[^}]*\}(\/32)?$/;

/** The private addresses of IPv4: what a network has whose range nobody knows. */
export const PRIVATE_IPV4 = PRIVATE_ADDRESSES.intersect(ALL_IPV4);

/** The sets of addresses that a property may be; nothing where it is absent. */
export function addressesAt(index: TemplateIndex, from: Resource, value: unknown, path: string): readonly Named[] {
  return readFrom(index, from, value, path).flatMap((target) => ofTarget(index, from, target, 0));
}

/** The entries of the prefix lists that a property may name. */
export function prefixListAt(index: TemplateIndex, from: Resource, value: unknown, path: string): readonly Named[] {
  return readFrom(index, from, value, path)
    .filter(isPresent)
    .flatMap((target) => {
      const thing = thingOf(index, from, target);
      if (thing.kind === 'unseen' || thing.resource.type !== PREFIX_LIST) {
        return [unknown(describe([target]), `no template here shows the prefix list ${describe([target])}`)];
      }
      return addressesAt(index, thing.resource, thing.resource.properties, 'Entries.*.Cidr');
    });
}

function ofTarget(index: TemplateIndex, from: Resource, target: Target, depth: number): readonly Named[] {
  if (!isPresent(target)) return [];
  if (target.kind === 'literal') return [ofText(String(target.value))];
  if (target.kind === 'resource') return ofAttribute(index, target.resource, target.attribute ?? '', depth);
  const at = target.template === undefined ? from : { ...from, template: target.template };
  return ofExpression(index, at, target.expression, depth) ?? [ofUnknown(index, at, target)];
}

function ofText(text: string): Named {
  const addresses = prefixOf(text);
  if (addresses === undefined) return unknown(`'${text}'`, `'${text}' is no prefix`);
  const [, length] = text.split('/');
  return { text, addresses, length: length === undefined ? (text.includes(':') ? 128 : 32) : Number(length) };
}

function ofUnknown(index: TemplateIndex, from: Resource, target: Target): Named {
  const words = describe([target]);
  const behind = target.kind === 'unknown' ? resourcesIn(index, from, target.expression) : [];
  const isSingle = textsOfTarget(index, from, target).every((text) => SINGLE_ADDRESS.test(text));
  if (isSingle && behind.length > 0 && behind.every(({ type }) => OWN_ADDRESSES.includes(type))) return ownAddress(words);
  return unknown(words, `the addresses are ${words}`);
}

function unknown(text: string, undecided: string): Named {
  return { text, addresses: ALL_ADDRESSES, length: 0, undecided };
}

/** An address of one's own stands for no stranger's. */
function ownAddress(text: string): Named {
  return { text, addresses: Intervals.NONE, length: 32 };
}

/** Deeper than any sane template, and an end to circles. */
const DEEPEST = 8;

function ofAttribute(index: TemplateIndex, resource: Resource, attribute: string, depth: number): readonly Named[] {
  const { type, path } = resource;
  if (OWN_ADDRESSES.includes(type)) return [ownAddress(`an address of '${path}'`)];
  if (depth < DEEPEST && attribute === 'CidrBlock' && (type === VPC || type === SUBNET)) {
    const own = read(index, resource, 'CidrBlock').flatMap((target) => ofTarget(index, resource, target, depth + 1));
    if (own.length > 0) return own;
    const undecided = `an address manager chooses the range of '${path}'`;
    return [{ text: `the range of '${path}'`, addresses: PRIVATE_IPV4, length: 0, undecided }];
  }
  const words = `'${path}'${attribute === '' ? '' : `.${attribute}`}`;
  return [unknown(words, `the addresses are ${words}, which only the deployment knows`)];
}

/** Of a list that a function makes, the element that `Fn::Select` takes. */
function ofExpression(index: TemplateIndex, from: Resource, expression: unknown, depth: number): readonly Named[] | undefined {
  const call = intrinsic(expression);
  if (call?.name !== 'Fn::Select' || depth > DEEPEST) return undefined;
  const [position, list]: readonly unknown[] = Array.isArray(call.argument) ? call.argument : [];
  const positions = readFrom(index, from, position, '').map((each) =>
    each.kind === 'literal' ? asNumber(each.value) : undefined,
  );
  const found = positions.map((at) => (at === undefined ? undefined : ofList(index, from, list, at, depth + 1)));
  return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? []);
}

function ofList(index: TemplateIndex, from: Resource, list: unknown, at: number, depth: number): readonly Named[] | undefined {
  const call = intrinsic(list);
  if (call?.name === 'Fn::Cidr') return ofSubdivision(index, from, call.argument, at, depth);
  const [target, ...others] = readFrom(index, from, list, '');
  if (others.length > 0) return undefined;
  if (target?.kind === 'unknown' && target.expression !== list) {
    const there = target.template === undefined ? from : { ...from, template: target.template };
    return depth > DEEPEST ? undefined : ofList(index, there, target.expression, at, depth + 1);
  }
  if (target?.kind !== 'resource' || target.attribute !== 'Ipv6CidrBlocks') return undefined;
  const { resource } = target;
  const blocks =
    resource.type === VPC ? ipv6BlocksOf(resource, index) : resource.type === SUBNET ? ipv6OfSubnet(resource, index) : [];
  const block = blocks[at];
  return block && [block];
}

/** `Fn::Cidr`: blocks of 2 to the power of some bits, one after the other. */
function ofSubdivision(
  index: TemplateIndex,
  from: Resource,
  argument: unknown,
  at: number,
  depth: number,
): readonly Named[] | undefined {
  const [block, , cidrBits]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  const [bits, ...more] = readFrom(index, from, cidrBits, '').map((each) =>
    each.kind === 'literal' ? asNumber(each.value) : undefined,
  );
  if (bits === undefined || more.length > 0 || !isBetween(bits, 0, 128) || !isBetween(at, 0, MOST_BLOCKS)) return undefined;
  return readFrom(index, from, block, '')
    .flatMap((target) => ofTarget(index, from, target, depth + 1))
    .map((whole) => nth(whole, bits, at));
}

/** More than `Fn::Cidr` makes. */
const MOST_BLOCKS = 65_536;

function isBetween(number: number, least: number, most: number): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}

function nth(whole: Named, bits: number, at: number): Named {
  const first = whole.addresses.first;
  if (whole.undecided !== undefined || first === undefined) return whole;
  const family = ALL_IPV4.has(first) ? 32 : 128;
  const start = first + (BigInt(at) << BigInt(bits));
  const part = ofText(`${formatAddress(start)}/${family - bits}`);
  return part.addresses.subtract(whole.addresses).isEmpty ? part : whole;
}

/** The blocks of IPv6 of a VPC, in the order of its attribute. */
export function ipv6BlocksOf(vpc: Resource, index: TemplateIndex): readonly Named[] {
  return index.derive(ipv6Blocks).get(vpc) ?? [];
}

/**
 * What Amazon, or an address manager, chooses stands here as a block of its own out of those that are kept for documentation (RFC
 * 3849), so that subnets can be cut out of it: which one it is decides nothing, since all are of the internet.
 */
function ipv6Blocks(index: TemplateIndex): ReadonlyMap<Resource, readonly Named[]> {
  let number = 0;
  const chosen = () => ofText(`${formatAddress((0x20010db8n << 96n) + (BigInt(number++) << 72n))}/56`);
  return grouped(
    index.ofType('AWS::EC2::VPCCidrBlock').flatMap((block) => {
      const given = addressesAt(index, block, block.properties, 'Ipv6CidrBlock');
      const isAssigned =
        read(index, block, 'AmazonProvidedIpv6CidrBlock').some((one) => one.kind !== 'literal' || isTrue(one.value)) ||
        ['Ipv6Pool', 'Ipv6IpamPoolId'].some((path) => read(index, block, path).some(isPresent));
      const blocks = given.length > 0 ? given.map((each) => (isOfVpc(each) ? each : chosen())) : isAssigned ? [chosen()] : [];
      const vpcs = thingsAt(index, block, 'VpcId').flatMap((thing) => (thing.kind === 'made' ? [thing.resource] : []));
      return vpcs.flatMap((vpc) => blocks.map((each) => [vpc, each] as const));
    }),
  );
}

/** Whether a VPC can have a block: of a larger one, and of one that nobody knows, it has a part. Source: "VPC CIDR blocks", Amazon VPC. */
function isOfVpc({ length, undecided }: Named): boolean {
  return undecided === undefined && length >= SHORTEST_IPV6_PREFIX;
}

const SHORTEST_IPV6_PREFIX = 44;

/** The blocks of IPv6 of a subnet: its own, and those that are added to it. */
export function ipv6OfSubnet(subnet: Resource, index: TemplateIndex): readonly Named[] {
  const own = addressesAt(index, subnet, subnet.properties, 'Ipv6CidrBlock');
  const { to, anywhere } = index.derive(addedToSubnets);
  const chosen = isChosen(index, subnet) ? blocksFor(index, subnet) : [];
  return [...own, ...chosen, ...(to.get(subnet) ?? []), ...(anywhere.get(placeOf(index, subnet)) ?? [])];
}

/** Whether an address manager chooses a block of IPv6. */
function isChosen(index: TemplateIndex, block: Resource): boolean {
  return read(index, block, 'Ipv6IpamPoolId').some(isPresent);
}

/** Of a block that an address manager chooses, the most that it may be: all blocks of the VPC. */
function blocksFor(index: TemplateIndex, subnet: Resource): readonly Named[] {
  const vpcs = thingsAt(index, subnet, 'VpcId').flatMap((thing) => (thing.kind === 'made' ? [thing.resource] : []));
  const blocks = vpcs.flatMap((vpc) => ipv6BlocksOf(vpc, index));
  return blocks.length > 0 ? blocks : [CHOSEN_IPV6];
}

const CHOSEN_IPV6: Named = {
  text: 'a block of IPv6',
  addresses: prefixes('2000::/3'),
  length: 0,
  undecided: 'an address manager chooses the block of IPv6',
};

function addedToSubnets(index: TemplateIndex) {
  const added = index.ofType('AWS::EC2::SubnetCidrBlock').flatMap((block) => {
    const given = addressesAt(index, block, block.properties, 'Ipv6CidrBlock');
    return thingsAt(index, block, 'SubnetId').map((thing) => ({ block, thing, given }));
  });
  return {
    to: grouped(
      added.flatMap(({ block, thing, given }) => {
        if (thing.kind !== 'made') return [];
        const chosen = isChosen(index, block) ? blocksFor(index, thing.resource) : [];
        return [...given, ...chosen].map((each) => [thing.resource, each] as const);
      }),
    ),
    /** Of each account and region, blocks of subnets that only the deployment knows. */
    anywhere: grouped(
      added.flatMap(({ block, thing, given }) => {
        if (!mayBeAny(thing, [SUBNET])) return [];
        return (given.length > 0 ? given : [CHOSEN_IPV6]).map((each) => [placeOf(index, block), each] as const);
      }),
    ),
  };
}
