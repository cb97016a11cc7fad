import { InvalidInputError } from '../../errors';

/** An object as EC2's API answers it. */
export type Described = Readonly<Record<string, unknown>>;

/** The lists of a description, and the commands that they come from. */
const LISTS = {
  Vpcs: 'ec2 describe-vpcs',
  Subnets: 'ec2 describe-subnets',
  RouteTables: 'ec2 describe-route-tables',
  NetworkAcls: 'ec2 describe-network-acls',
  SecurityGroups: 'ec2 describe-security-groups',
  InternetGateways: 'ec2 describe-internet-gateways',
  EgressOnlyInternetGateways: 'ec2 describe-egress-only-internet-gateways',
  NatGateways: 'ec2 describe-nat-gateways',
  VpcEndpoints: 'ec2 describe-vpc-endpoints',
  VpcPeeringConnections: 'ec2 describe-vpc-peering-connections',
  TransitGatewayVpcAttachments: 'ec2 describe-transit-gateway-vpc-attachments',
  NetworkInterfaces: 'ec2 describe-network-interfaces',
  LoadBalancers: 'elbv2 describe-load-balancers',
  Listeners: 'elbv2 describe-listeners',
  VpcBlockPublicAccessExclusions: 'ec2 describe-vpc-block-public-access-exclusions',
  /** Each `{ Firewall, FirewallStatus }`. */
  Firewalls: 'network-firewall describe-firewall',
  /** Each `{ FirewallPolicy, FirewallPolicyResponse }`. */
  FirewallPolicies: 'network-firewall describe-firewall-policy',
} as const;

/** Name of a list of a description. */
export type ListName = keyof typeof LISTS;

const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];

/** Without these nobody can tell who reaches whom: leaving one out would make a network look closed that is open, or open that is closed. */
const REQUIRED: readonly ListName[] = [
  'Vpcs',
  'Subnets',
  'RouteTables',
  'NetworkAcls',
  'SecurityGroups',
  'InternetGateways',
  'NetworkInterfaces',
];

/** What `describe` answers of each, and `list`, whose lists have the same names, does not. */
const PARTS: Readonly<Partial<Record<ListName, string>>> = { Firewalls: 'FirewallStatus', FirewallPolicies: 'FirewallPolicy' };

/** The mode of Block Public Access that blocks nothing. */
export const OFF = 'off';

/** A network as AWS describes it: the answers of EC2's `describe` commands in one object. */
export interface NetworkDescription {
  /** What one of the lists has; nothing where the description has no such list. */
  readonly list: (name: ListName) => readonly Described[];
  /** Whether it has such a list. */
  readonly has: (name: ListName) => boolean;
  /** Mode of Block Public Access in the account's region; `off` where the description does not say. */
  readonly blockPublicAccess: string;
}

/** How a description is made, for messages and help. */
export const HOW_DESCRIBED =
  "for what in vpcs subnets route-tables network-acls security-groups internet-gateways network-interfaces nat-gateways vpc-endpoints; do aws ec2 describe-$what; done | jq -s add > network.json; where there are more, 'egress-only-internet-gateways', 'vpc-peering-connections', 'transit-gateway-vpc-attachments', 'aws elbv2 describe-load-balancers' and, of each, 'describe-listeners'; and what 'aws network-firewall describe-firewall' and 'describe-firewall-policy' answer, in lists 'Firewalls' and 'FirewallPolicies'";

/** Whether a value looks like a description, whole or not. */
export function isNetworkDescription(value: unknown): value is Described {
  return isDescribed(value) && !('Resources' in value) && Array.isArray(value['Vpcs']) && Array.isArray(value['Subnets']);
}

/**
 * Reads a description.
 *
 * @param subject what it is, for the message: a file's name
 * @throws InvalidInputError naming every list that is missing, cut short, or has something that is no object
 */
export function parseNetworkDescription(value: unknown, subject: string): NetworkDescription {
  const given = isDescribed(value) ? value : {};
  const options = given['VpcBlockPublicAccessOptions'];
  const mode = isDescribed(options) ? String(options['InternetGatewayBlockMode'] ?? OFF) : OFF;
  // Without the exclusions, what is open by one would look blocked.
  const required = mode === OFF ? REQUIRED : [...REQUIRED, 'VpcBlockPublicAccessExclusions' as const];
  const faults = [...faultsOfLists(given, required), ...faultOfPages(given)];
  if (faults.length > 0) throw new InvalidInputError(subject, faults);
  return {
    list: (name) => {
      const value = given[name];
      return Array.isArray(value) ? value.filter(isDescribed) : [];
    },
    has: (name) => given[name] !== undefined,
    blockPublicAccess: mode,
  };
}

export function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultsOfLists(given: Described, required: readonly ListName[]) {
  return LIST_NAMES.flatMap((name) => {
    const command = LISTS[name];
    const value = given[name];
    const part = PARTS[name];
    if (part !== undefined && Array.isArray(value) && !value.every((each) => isDescribed(each) && isDescribed(each[part]))) {
      return [{ property: name, got: `one without ${part}`, allowed: `of each, all that 'aws ${command}' answers` }];
    }
    const isMissing = value === undefined && required.includes(name);
    const isWrong = value !== undefined && !(Array.isArray(value) && value.every(isDescribed));
    const got = isMissing ? 'nothing' : 'something else than a list of objects';
    return isMissing || isWrong
      ? [{ property: name, got, allowed: `what 'aws ${command}' answers. In one: ${HOW_DESCRIBED}` }]
      : [];
  });
}

/** A page is no network: what stands on the next one would be missing. */
function faultOfPages(given: Described) {
  const token = given['NextToken'];
  const isLast = token === undefined || token === null || token === '';
  return isLast
    ? []
    : [
        {
          property: 'NextToken',
          got: 'a page of a longer answer',
          allowed: 'all pages: leave out --no-paginate and --max-items',
        },
      ];
}
