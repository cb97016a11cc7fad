import { Framework } from '../../citation';
import { looksForSomething } from '../../facts/network/dns-rules';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isFalse, read } from '../../template/values';

/**
 * The resolver of every VPC looks at the names that it is asked for: a group of rules of Route 53 Resolver DNS Firewall, of which one at
 * least does more than let through, is associated with it. Network ACLs, security groups and network firewalls don't see what the resolver
 * is asked. Whether the rules block what they find is asked by `FirewallsBlock`.
 *
 * A VPC without the resolver is not judged. Groups that another account shares, and those of Firewall Manager, are not in the
 * templates: who associates them says so.
 */
export const dnsFiltered: Rule = {
  id: 'DnsFiltered',
  severity: 'error',
  resourceTypes: ['AWS::EC2::VPC'],
  why: 'Data leaves in names that are looked up, and malware finds its master by them, from subnets that have no route to the internet.',
  fix: "Add 'new DnsFirewall(this, 'DnsFirewall', { vpc })', or an AWS::Route53Resolver::FirewallRuleGroupAssociation with a group whose rules have the 'Action' BLOCK; a SegmentedVpc has one.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20', '8.23'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(10)'],
    [Framework.MLPS3]: ['8.1.3.3'],
  },
  exceptable: true,
  accountWide: true,
  check: (vpc, index) => {
    if (isAlways(index, vpc, 'EnableDnsSupport', isFalse)) return NOT_APPLICABLE;
    const associations = index.derive(associationsByVpc).get(vpc) ?? [];
    const why = associations.map((association) => whyLetsPass(association, vpc, index));
    if (why.includes(undefined)) return COMPLIANT;
    const detail =
      why.length === 0
        ? 'no DNS firewall is associated with the VPC'
        : `no DNS firewall of the VPC is sure to look at names: ${why.join('; ')}`;
    return violationsOrCompliant([{ detail }]);
  },
};

/** Associations of each VPC. One that may be another's is nobody's. */
function associationsByVpc(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::Route53Resolver::FirewallRuleGroupAssociation').flatMap((association) => {
      const [vpc, ...others] = read(index, association, 'VpcId');
      return vpc?.kind === 'resource' && others.length === 0 ? [[vpc.resource, association] as const] : [];
    }),
  );
}

function whyLetsPass(association: Resource, vpc: Resource, index: TemplateIndex): string | undefined {
  if (!existsWith(association, vpc)) {
    return `'${association.path}' is made under the condition '${association.definition['Condition']}' only`;
  }
  const groups = read(index, association, 'FirewallRuleGroupId');
  return groups.map((group) => whyGroupLetsPass(group, index)).find((why) => why !== undefined);
}

function whyGroupLetsPass(group: Target, index: TemplateIndex): string | undefined {
  if (group.kind !== 'resource' || group.resource.type !== 'AWS::Route53Resolver::FirewallRuleGroup') {
    return `no template here shows the rules of ${describe([group])}`;
  }
  const { path } = group.resource;
  return looksForSomething(group.resource, index) ? undefined : `'${path}' has no rule, or only such as let through`;
}
