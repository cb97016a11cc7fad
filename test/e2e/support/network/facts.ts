/** What a network is, one fact a line, so that two tellings of it compare both ways: what one says and the other doesn't is a line. */
export type Facts = readonly string[];

/** A route of a table; `main` for the table that serves subnets without one of their own. */
export function route(table: string, destination: unknown, target: unknown): string {
  return `route ${table}: ${destination} -> ${target}`;
}

/** What a table or an ACL is in force for. */
export function serves(what: string, target: unknown): string {
  return `${what} serves ${target}`;
}

/** An entry of a network ACL. */
export interface Entry {
  readonly acl: string;
  readonly egress: boolean;
  readonly number: unknown;
  readonly action: unknown;
  readonly protocol: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly icmpType?: unknown;
  readonly icmpCode?: unknown;
  readonly cidr: unknown;
}

export function entry({ acl, egress, number, action, protocol, from, to, icmpType, icmpCode, cidr }: Entry): string {
  const ports = from === undefined ? '' : ` ports ${from}-${to}`;
  const icmp = icmpType === undefined ? '' : ` type ${icmpType} code ${icmpCode}`;
  return `acl ${acl} ${direction(egress)} ${number}: ${action} protocol ${protocol}${ports}${icmp} ${cidr}`;
}

/** A rule of a security group. */
export interface GroupRule {
  readonly group: string;
  readonly egress: boolean;
  readonly protocol: unknown;
  readonly from: unknown;
  readonly to: unknown;
  /** A range, a group, or a prefix list. */
  readonly peer: unknown;
}

const PROTOCOL_NAMES: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

export function groupRule({ group, egress, protocol, from, to, peer }: GroupRule): string {
  const name = PROTOCOL_NAMES[String(protocol)] ?? String(protocol);
  // Where every protocol is meant, ports mean nothing.
  const ports = name === '-1' ? '' : ` ports ${from}-${to}`;
  return `group ${group} ${direction(egress)}: ${name}${ports} ${peer}`;
}

/** An endpoint of a service, or of a firewall. */
export interface Endpoint {
  readonly id: string;
  readonly service: unknown;
  readonly type: unknown;
  readonly privateDns: unknown;
  readonly subnets: unknown;
  readonly groups: unknown;
  readonly tables: unknown;
  readonly policy: unknown;
}

export function endpoint({ id, service, type, privateDns, subnets, groups, tables, policy }: Endpoint): string {
  const members = [subnets, groups, tables].map((list) => strings(list).sort().join(' '));
  return `endpoint ${id} to ${service} (${type}), names ${privateDns}, at ${members.join(', ')}: ${canonical(policy)}`;
}

/** Where all traffic of something is logged, and how. */
export function flowLog(settings: Readonly<Record<string, unknown>>): string {
  const { ResourceId, TrafficType, LogDestinationType, LogDestination, LogFormat, MaxAggregationInterval, DestinationOptions } =
    settings;
  const how = [LogDestinationType, LogDestination, MaxAggregationInterval, LogFormat, canonical(DestinationOptions)];
  return `flow log of ${ResourceId}: ${TrafficType} to ${how.join(' ')}`;
}

/** The name in facts of the table that serves subnets without one of their own. */
export const MAIN = 'main';

/** Strings of a list that may not be there. */
export function strings(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

/** JSON, as text or not, that is the same for what means the same: keys in order, scalars as text, lists of one as their item. */
function canonical(value: unknown): string {
  return JSON.stringify(ordered(typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? ordered(value[0]) : value.map(ordered).sort(byText);
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : String(value);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, ordered(item)] as const)
      .sort(([left], [right]) => left.localeCompare(right)),
  );
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left).localeCompare(JSON.stringify(right));
}

function direction(egress: boolean): string {
  return egress ? 'out' : 'in';
}
