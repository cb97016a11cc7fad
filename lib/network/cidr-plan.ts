import type { AllocateCidrRequest, IIpAddresses, SubnetIpamOptions, VpcIpamOptions } from 'aws-cdk-lib/aws-ec2';
import type { FaultCollector } from '../errors';
import { SubnetTier } from './subnet-tier';

/** Fewest and most zones that a network spans. */
export const ZONES = { min: 2, max: 6 } as const;

/** Shortest and longest prefix of a network: AWS allows no VPC above /16; below /20 a zone's subnets have no room to grow. */
const PREFIX = { min: 16, max: 20 } as const;

/** The ranges of RFC 1918. */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

/** A block of the plan, in sixteenths of the VPC. */
interface Block {
  readonly first: number;
  readonly sixteenths: number;
}

const TIERS: Readonly<Record<SubnetTier, Block>> = {
  [SubnetTier.INGRESS]: { first: 0, sixteenths: 2 },
  [SubnetTier.DATA]: { first: 2, sixteenths: 2 },
  [SubnetTier.APPLICATION]: { first: 8, sixteenths: 4 },
};

/** Zones that each tier's block is cut for: a power of two, so that every subnet is a CIDR. Two more than `ZONES.max`. */
const ZONE_SLOTS = 8;

interface Range {
  readonly address: number;
  readonly prefix: number;
}

/**
 * Which addresses belong to what, so that neither a new zone nor a new tier ever moves a subnet that stands.
 *
 * | sixteenth of the VPC | in 10.0.0.0/16 | for | subnet of a zone: /16 .. /20 |
 * | --- | --- | --- | --- |
 * | 0-1 | 10.0.0.0/19 | ingress | /22 .. /26 |
 * | 2-3 | 10.0.32.0/19 | data | /22 .. /26 |
 * | 4 | 10.0.64.0/20 | kept for endpoints | /23 .. /27 |
 * | 5 | 10.0.80.0/20 | kept for a firewall | /23 .. /27 |
 * | 6 | 10.0.96.0/20 | kept for management | /23 .. /27 |
 * | 7 | 10.0.112.0/20 | free | |
 * | 8-11 | 10.0.128.0/18 | application | /21 .. /25 |
 * | 12-15 | 10.0.192.0/18 | free: application can double | |
 *
 * Each tier is one CIDR, which network ACLs and security groups name, cut into eight zones, of which at most six are used.
 * The CIDR must have passed `checkCidr`.
 */
export class CidrPlan implements IIpAddresses {
  private readonly range: Range;

  public constructor(public readonly cidr: string) {
    this.range = parse(cidr) ?? { address: 0, prefix: 32 };
  }

  /** The CIDR of a whole tier. */
  public tier(tier: SubnetTier): string {
    return format(this.tierRange(tier));
  }

  /** The CIDR of a tier's subnet in a zone, counted from 0. */
  public subnet(tier: SubnetTier, zone: number): string {
    const block = this.tierRange(tier);
    const prefix = block.prefix + Math.log2(ZONE_SLOTS);
    return format({ address: block.address + zone * sizeOf(prefix), prefix });
  }

  /** For the VPC construct. */
  public allocateVpcCidr(): VpcIpamOptions {
    return { cidrBlock: this.cidr };
  }

  /** For the VPC construct, which asks for every zone of a tier in order. */
  public allocateSubnetsCidr(request: AllocateCidrRequest): SubnetIpamOptions {
    const zones = new Map<string, number>();
    const allocatedSubnets = request.requestedSubnets.map(({ configuration }) => {
      const tier = tierNamed(configuration.name);
      const zone = zones.get(tier) ?? 0;
      zones.set(tier, zone + 1);
      return { cidr: this.subnet(tier, zone) };
    });
    return { allocatedSubnets };
  }

  private tierRange(tier: SubnetTier): Range {
    const { first, sixteenths } = TIERS[tier];
    const sixteenth = sizeOf(this.range.prefix + 4);
    return { address: this.range.address + first * sixteenth, prefix: this.range.prefix + 4 - Math.log2(sixteenths) };
  }
}

/** Notes every fault of a CIDR that is to be a network's. Returns whether it has none. */
export function checkCidr(faults: FaultCollector, property: string, cidr: string): boolean {
  const range = parse(cidr);
  if (!faults.check(range !== undefined, property, cidr, `an IPv4 CIDR, such as '10.0.0.0/16'`) || range === undefined)
    return false;
  const sized = faults.check(
    range.prefix >= PREFIX.min && range.prefix <= PREFIX.max,
    property,
    cidr,
    `a prefix of /${PREFIX.min} to /${PREFIX.max}: AWS allows none shorter, and a longer one leaves the zones no room to grow`,
  );
  const base = range.address - (range.address % sizeOf(range.prefix));
  const aligned = faults.check(
    base === range.address,
    property,
    cidr,
    `the first address of the range: '${format({ ...range, address: base })}'`,
  );
  const isPrivate = faults.check(
    PRIVATE_RANGES.some((known) => contains(known, range)),
    property,
    cidr,
    `a private range, within ${PRIVATE_RANGES.join(', ')} (RFC 1918)`,
  );
  return sized && aligned && isPrivate;
}

function tierNamed(name: string): SubnetTier {
  const tier = Object.values(SubnetTier).find((value) => value === name);
  if (tier === undefined) throw new Error(`the CIDR plan has no tier '${name}'; it has ${Object.values(SubnetTier).join(', ')}`);
  return tier;
}

function contains(outer: string, inner: Range): boolean {
  const range = parse(outer);
  if (range === undefined) return false;
  return inner.address >= range.address && inner.address + sizeOf(inner.prefix) <= range.address + sizeOf(range.prefix);
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

function parse(cidr: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  const octets = numbers.slice(0, 4);
  const prefix = numbers[4] ?? 33;
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  return { address: octets.reduce((address, octet) => address * 256 + octet, 0), prefix };
}

function format({ address, prefix }: Range): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}
