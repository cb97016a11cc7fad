import { Token } from 'aws-cdk-lib/core';
import { Feature, isAvailableIn } from '../../availability';
import { FaultCollector } from '../../errors';
import { isRange, isWithinCidr, overlap, parseRange } from '../addresses/ipv4-range';
import { SubnetTier } from '../tiers/subnet-tier';
import { isText } from './trust';

/** A tier that a group of the identity provider may reach through the VPN. */
export interface VpnAuthorization {
  readonly tier: SubnetTier;
  /** The group, as the provider's assertion names it in `memberOf`. */
  readonly groupId: string;
  /**
   * TCP ports, at most five. They are open to everybody who is authorized for the tier.
   * @default [443]
   */
  readonly ports?: readonly number[];
}

/** A VPN for people's devices, as an environment says it. */
export interface ClientVpnDeclaration {
  /** Addresses for devices: a private range, /12 to /22, apart from the network's. It can't be changed later. */
  readonly clientCidr: string;
  /** ARN of the endpoint's certificate, in ACM. */
  readonly serverCertificateArn: string;
  /** ARN of a certificate in ACM that was signed by the authority that signs the devices' certificates. */
  readonly clientCertificateArn: string;
  /** ARN of the SAML provider in IAM that people sign in at. */
  readonly samlProviderArn: string;
  /**
   * ARN of the SAML provider for the portal where people get the client and its configuration. Their certificate comes otherwise.
   * @default - no portal
   */
  readonly selfServiceSamlProviderArn?: string;
  /** Where the identity provider demands the second factor: the name of its policy. AWS can't ask for it; the description of the endpoint names it. */
  readonly secondFactor: string;
  /** Which group reaches which tier. At least one. */
  readonly authorize: readonly VpnAuthorization[];
  /**
   * What people read when they are connected, at most 1,400 characters.
   * @default - that access is for authorized persons and logged
   */
  readonly banner?: string;
}

/** Where a VPN is to be. */
export interface VpnPlace {
  /** The CIDR of the network; `undefined` where it isn't known. */
  readonly networkCidr?: string | undefined;
  /** `undefined` where only the deployment knows. */
  readonly region?: string | undefined;
}

export const USUAL_PORTS: readonly number[] = [443];
export const USUAL_BANNER = 'Access is for authorized persons only. Connections are logged and reviewed.';

/** Those that people may be authorized for; the others hold what serves the network itself. */
const TIERS: readonly SubnetTier[] = [SubnetTier.APPLICATION, SubnetTier.DATA, SubnetTier.MANAGEMENT];
/** The ranges of RFC 1918 and RFC 6598. */
const RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const PREFIX = { min: 12, max: 22 } as const;
const MOST_PORTS = 5;
const LONGEST_BANNER = 1400;
const CERTIFICATE = /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/;
const SAML_PROVIDER = /^arn:[\w-]+:iam::\d{12}:saml-provider\/[\w.-]+$/;
const POLICY_NAME = /^[\w][\w .:/=+@-]{2,127}$/;

/**
 * Checks what is said of a VPN.
 *
 * @throws InvalidInputError naming every fault at once
 */
export function validateClientVpn(subject: string, input: ClientVpnDeclaration, { networkCidr, region }: VpnPlace): void {
  const faults = new FaultCollector(subject);
  faults.check(isAvailableIn(region, Feature.CLIENT_VPN), 'region', region, NOT_AVAILABLE);
  checkClientCidr(faults, input.clientCidr, networkCidr);
  for (const name of ['serverCertificateArn', 'clientCertificateArn'] as const) {
    checkArn(faults, name, input[name], CERTIFICATE, 'the ARN of a certificate in ACM');
  }
  checkArn(faults, 'samlProviderArn', input.samlProviderArn, SAML_PROVIDER, ALLOWED_PROVIDER);
  if (input.selfServiceSamlProviderArn !== undefined) {
    checkArn(faults, 'selfServiceSamlProviderArn', input.selfServiceSamlProviderArn, SAML_PROVIDER, ALLOWED_PROVIDER);
  }
  faults.check(
    POLICY_NAME.test(input.secondFactor ?? ''),
    'secondFactor',
    input.secondFactor,
    "the name of the identity provider's policy that demands a second factor: letters, digits, spaces and _.:/=+@-, 3 to 128",
  );
  checkAuthorizations(faults, input.authorize);
  const { banner } = input;
  if (banner !== undefined) {
    faults.check(
      banner.trim() !== '' && banner.length <= LONGEST_BANNER,
      'banner',
      banner,
      `a text of at most ${LONGEST_BANNER} characters`,
    );
  }
  faults.throwIfAny();
}

const NOT_AVAILABLE =
  'a region that has AWS Client VPN; without it, people come in by sessions of Session Manager, through endpoints, each logged';
const ALLOWED_PROVIDER = 'the ARN of a SAML provider in IAM';

function checkClientCidr(faults: FaultCollector, cidr: string, networkCidr: string | undefined): void {
  const property = 'clientCidr';
  const is = faults.check(isRange(cidr ?? ''), property, cidr, "an IPv4 CIDR from its first address: '172.20.0.0/20'");
  if (!is) return;
  const { prefix = 0 } = parseRange(cidr) ?? {};
  faults.check(
    prefix >= PREFIX.min && prefix <= PREFIX.max,
    property,
    cidr,
    `a prefix of /${PREFIX.min} to /${PREFIX.max}: AWS takes no other`,
  );
  faults.check(
    RANGES.some((range) => isWithinCidr(cidr, range)),
    property,
    cidr,
    `a private or shared range, within ${RANGES.join(', ')}`,
  );
  if (networkCidr === undefined || Token.isUnresolved(networkCidr)) return;
  faults.check(!overlap(cidr, networkCidr), property, cidr, `a range apart from the network's, ${networkCidr}`);
}

function checkArn(faults: FaultCollector, property: string, arn: string, pattern: RegExp, allowed: string): void {
  faults.check(Token.isUnresolved(arn) || pattern.test(arn ?? ''), property, arn, allowed);
}

function checkAuthorizations(faults: FaultCollector, authorizations: readonly VpnAuthorization[] | undefined): void {
  const allowed = 'at least one group and the tier that it reaches';
  const seen = new Set<string>();
  for (const [index, { tier, groupId, ports = USUAL_PORTS }] of faults.items('authorize', authorizations, allowed).entries()) {
    const at = `authorize[${index}]`;
    faults.check(TIERS.includes(tier), `${at}.tier`, tier, `one of ${TIERS.join(', ')}`);
    faults.check(
      isText(groupId) && !groupId.includes('*'),
      `${at}.groupId`,
      groupId,
      'one group of the identity provider, never all',
    );
    faults.check(!seen.has(`${tier} ${groupId}`), at, { tier, groupId }, 'each group once for a tier');
    seen.add(`${tier} ${groupId}`);
    faults.check(
      ports.length > 0 && ports.length <= MOST_PORTS && ports.every(isPort),
      `${at}.ports`,
      ports,
      `one to ${MOST_PORTS} TCP ports, 1 to 65535`,
    );
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}
