import { SubnetTier } from '../../../network/tiers/subnet-tier';
import { Framework } from '../../citation';
import { databasesOfFunction } from '../../facts/network/functions-with-databases';
import { routingOf } from '../../facts/network/routing';
import { subnetsOf, tierOf } from '../../facts/network/subnets';
import { wayOutOf } from '../../facts/network/way-out';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAbsent, read } from '../../template/values';

const SUBNETS = 'VpcConfig.SubnetIds';

/**
 * A function that reaches databases with data about persons runs in the application tier of a VPC: not outside every VPC, where its
 * traffic goes by no route, endpoint or firewall of ours; not in the data subnets, where it would stand beside what it asks; and not
 * in a subnet with a route to an internet gateway.
 *
 * Databases are what the network leads to; tables, buckets and queues are reached through the endpoints of their services.
 */
export const functionsInVpcForData: Rule = {
  id: 'FunctionsInVpcForData',
  severity: 'error',
  resourceTypes: ['AWS::Lambda::Function'],
  why: 'What a function outside of the network reads, it can send anywhere, and no route or endpoint policy stands in between.',
  fix: "Give the function the VPC and the subnets of its application tier: 'vpc: network.vpc, vpcSubnets: network.tier(SubnetTier.APPLICATION)', or 'VpcConfig' with private subnets other than the databases'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.22'],
    [Framework.NIST80053]: ['SC-7'],
  },
  exceptable: true,
  check: (resource, index) => {
    const databases = databasesOfFunction(resource, index);
    const [first] = databases;
    if (first === undefined) return NOT_APPLICABLE;
    const others = databases.length > 1 ? ` and ${databases.length - 1} more` : '';
    const who = `the function, which reaches '${first.path}'${others},`;
    return violationsOrCompliant(places(resource, index).map((detail) => violation(`${who} ${detail}`)));
  },
};

function violation(detail: string): Violation {
  return { location: `Properties.${SUBNETS}`, detail };
}

function places(resource: Resource, index: TemplateIndex): string[] {
  const lists = read(index, resource, SUBNETS);
  const subnets = read(index, resource, `${SUBNETS}.*`);
  const mayBeOutside = lists.some(isAbsent);
  if (mayBeOutside || subnets.length === 0) return ['runs outside of every VPC'];
  return [...new Set(subnets.flatMap((subnet) => whyNotForApplications(subnet, index) ?? []))];
}

function whyNotForApplications(target: Target, index: TemplateIndex): string | undefined {
  if (target.kind !== 'resource' || target.resource.type !== 'AWS::EC2::Subnet') {
    return `runs in a subnet of which only the deployment knows the tier: ${describe([target])}`;
  }
  const subnet = target.resource;
  if (index.derive(routingOf).isDataSubnet(subnet)) return `runs in the data subnet '${subnet.path}'`;
  if (tierOf(subnet) === SubnetTier.INGRESS) return `runs in the subnet '${subnet.path}' of the tier '${SubnetTier.INGRESS}'`;
  const out = index
    .derive(subnetsOf)
    .routesOf(subnet)
    .flatMap((route) => wayOutOf(route, index) ?? [])
    .find((way) => way.startsWith('an internet gateway'));
  return out && `runs in the subnet '${subnet.path}', which has a route to ${out}`;
}
