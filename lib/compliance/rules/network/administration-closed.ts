import { Framework } from '../../citation';
import { administrationPortsIn } from '../../facts/network/administration-ports';
import { whyAnyone } from '../../facts/network/open-sources';
import { resourcesAmong } from '../../facts/network/subnets';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isAlways, isFalse, read, readFrom } from '../../template/values';

const ENTRY = 'AWS::EC2::NetworkAclEntry';

/** Where a type has what it lets in, by the names of its properties. */
interface Shape {
  readonly sources: readonly string[];
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  /** Most ports of a range that counts. */
  readonly widest: number;
}

const SECURITY_GROUP: Shape = {
  sources: ['CidrIp', 'CidrIpv6', 'SourcePrefixListId'],
  protocol: 'IpProtocol',
  from: 'FromPort',
  to: 'ToPort',
  widest: Number.POSITIVE_INFINITY,
};
/** An ACL keeps no state, so that it lets in wide ranges of ports for answers: the ones that open a port for administration are narrow. */
const ACL: Shape = {
  sources: ['CidrBlock', 'Ipv6CidrBlock'],
  protocol: 'Protocol',
  from: 'PortRange.From',
  to: 'PortRange.To',
  widest: 100,
};

/**
 * Nobody lets the internet in to ports for administration, or of databases: no security group, whatever else its range of ports or its
 * protocols have; and no entry of a network ACL that is for such a port. Public prefixes shorter than /16 (IPv6: /32) are the
 * internet, for two halves are the whole; of a prefix list every entry counts. An ACL complies when none of its entries opens such a
 * port; one that does is the violation.
 */
export const administrationClosed: Rule = {
  id: 'AdministrationClosed',
  severity: 'error',
  resourceTypes: ['AWS::EC2::NetworkAcl', ENTRY, 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],
  why: 'Whatever listens for administrators or applications is found within minutes, and its passwords and flaws are tried from everywhere.',
  fix: "Name the source: a security group ('SourceSecurityGroupId'), a private range, or the few addresses of an office. Reach instances by SSM Session Manager, which needs no open port.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(5)'],
    [Framework.MLPS3]: ['8.1.3.2', '8.1.4.4'],
  },
  exceptable: false,
  check: (resource, index) => {
    if (resource.type === 'AWS::EC2::NetworkAcl') return index.derive(openAcls).has(resource) ? NOT_APPLICABLE : COMPLIANT;
    return violationsOrCompliant(OPENINGS[resource.type]?.(resource, index) ?? []);
  },
};

const OPENINGS: Readonly<Record<string, (resource: Resource, index: TemplateIndex) => Violation[]>> = {
  [ENTRY]: (entry, index) => {
    return letsIn(entry, index) ? openings(entry, entry.properties, 'Properties', ACL, index) : [];
  },
  'AWS::EC2::SecurityGroup': ofGroup,
  'AWS::EC2::SecurityGroupIngress': (rule, index) => openings(rule, rule.properties, 'Properties', SECURITY_GROUP, index),
};

/** ACLs with an entry that opens something. */
function openAcls(index: TemplateIndex): ReadonlySet<Resource> {
  const open = index.ofType(ENTRY).filter((entry) => (OPENINGS[ENTRY]?.(entry, index) ?? []).length > 0);
  return new Set(open.flatMap((entry) => resourcesAmong(read(index, entry, 'NetworkAclId'))));
}

function ofGroup(group: Resource, index: TemplateIndex): Violation[] {
  const path = 'SecurityGroupIngress';
  return readFrom(index, group, group.properties, path).flatMap((list) => {
    if (list.kind !== 'literal') return [unknownRules(path, list)];
    const rules: readonly unknown[] = Array.isArray(list.value) ? list.value : list.value === undefined ? [] : [list.value];
    return rules.flatMap((rule, position) => {
      const location = `Properties.${path}.${position}`;
      return readFrom(index, group, rule, '').flatMap((each) => {
        if (each.kind !== 'literal') return [unknownRules(`${path}.${position}`, each)];
        return each.value === undefined ? [] : openings(group, each.value, location, SECURITY_GROUP, index);
      });
    });
  });
}

function unknownRules(path: string, target: Target): Violation {
  return { location: `Properties.${path}`, detail: `whom the security group lets in is ${describe([target])}` };
}

/** An entry of an ACL for what goes out, or that denies, lets nothing in. */
function letsIn(entry: Resource, index: TemplateIndex): boolean {
  const inwards = !isAlways(index, entry, 'Egress', (value) => value !== undefined && !isFalse(value));
  return inwards && !isAlways(index, entry, 'RuleAction', (value) => String(value).toLowerCase() === 'deny');
}

function openings(from: Resource, rule: unknown, location: string, shape: Shape, index: TemplateIndex): Violation[] {
  const source = shape.sources
    .flatMap((path) => readFrom(index, from, rule, path))
    .flatMap((target) => whyAnyone(target, index) ?? [])[0];
  if (source === undefined) return [];
  const protocols = readFrom(index, from, rule, shape.protocol);
  const ports = openPorts(
    protocols,
    [shape.from, shape.to].map((path) => readFrom(index, from, rule, path)),
    shape,
  );
  return ports === undefined ? [] : [{ location, detail: `it lets in traffic from ${source} to ${ports}` }];
}

function openPorts(
  protocols: readonly Target[],
  [from = [], to = []]: readonly (readonly Target[])[],
  { widest }: Shape,
): string | undefined {
  const unknown = [...from, ...to].filter(({ kind }) => kind !== 'literal');
  const first = Math.min(...from.map((target) => numberOf(target, 0)));
  const last = Math.max(...to.map((target) => numberOf(target, HIGHEST)));
  for (const protocol of protocols.map(nameOf)) {
    const all = protocol === '-1' || protocol.toLowerCase() === 'all';
    const [low, high] = all ? [0, HIGHEST] : [first, last];
    if (high - low >= widest && unknown.length === 0) continue;
    const found = administrationPortsIn(protocol, low, high);
    if (found.length === 0) continue;
    if (unknown.length > 0 && !all) return `ports that only the deployment knows (${describe(unknown)})`;
    return `port ${found.slice(0, MOST_NAMED).join(', ')}${found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} others` : ''}`;
  }
  return undefined;
}

const HIGHEST = 65535;
const MOST_NAMED = 3;

/** An absent port, and -1, stand for all. */
function numberOf(target: Target, all: number): number {
  const given = target.kind === 'literal' ? asNumber(target.value) : undefined;
  return given === undefined || given < 0 ? all : given;
}

/** A protocol that only the deployment knows may be any. */
function nameOf(target: Target): string {
  return target.kind === 'literal' && target.value !== undefined ? String(target.value) : '-1';
}
