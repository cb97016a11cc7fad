import { Framework } from '../citation';
import type { Resource } from '../resource';
import { isDataSubnet, routingOf, wayOutOf } from '../routing';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, violationsOrCompliant } from '../rule';
import type { TemplateIndex } from '../template-index';

/**
 * No data subnet has a way to the internet: no route to an internet, NAT, egress-only or carrier gateway, and no public address.
 * The violation is at the route, since that is what to remove.
 */
export const noWayOut: Rule = {
  id: 'NoWayOut',
  severity: 'error',
  resourceTypes: ['AWS::EC2::Route', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation'],
  why: 'What can reach the internet from where the data is can carry the data there.',
  fix: 'Remove the route, or the public addresses, from the data tier. What runs there reaches AWS services through VPC endpoints; what needs the internet belongs in the application tier.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.22'],
    [Framework.NIST80053]: ['SC-7'],
    [Framework.MLPS3]: ['8.1.2.1', '8.1.3.1'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === 'AWS::EC2::Subnet') return checkSubnet(resource);
    return resource.type === 'AWS::EC2::Route' ? checkRoute(resource, index) : checkAssociation(resource, index);
  },
};

function checkSubnet(subnet: Resource): Verdict {
  if (!isDataSubnet(subnet)) return NOT_APPLICABLE;
  const location = 'Properties.MapPublicIpOnLaunch';
  const mapped = subnet.properties['MapPublicIpOnLaunch'];
  if (mapped === undefined || mapped === false || mapped === 'false') return COMPLIANT;
  const what = typeof mapped === 'object' ? 'may give' : 'gives';
  return violationsOrCompliant([
    { location, detail: `the data subnet ${what} its instances public addresses (${JSON.stringify(mapped)})` },
  ]);
}

function checkRoute(route: Resource, index: TemplateIndex): Verdict {
  const wayOut = wayOutOf(route, index);
  if (wayOut === undefined) return NOT_APPLICABLE;
  const routing = index.derive(routingOf);
  const tables = index.resolve(route, route.properties['RouteTableId']);
  return violationsOrCompliant(
    tables.flatMap((table) => {
      if (table.kind !== 'resource') {
        return [
          {
            location: 'Properties.RouteTableId',
            detail: `a route to ${wayOut} is in a route table that cannot be resolved, so that it may be a data subnet's`,
          },
        ];
      }
      return routing.dataSubnetsOf(table.resource).map((subnet) => {
        return { location: 'Properties', detail: `a route leads from the data subnet '${subnet.path}' to ${wayOut}` };
      });
    }),
  );
}

function checkAssociation(association: Resource, index: TemplateIndex): Verdict {
  const subnets = index.resolve(association, association.properties['SubnetId']);
  const data = subnets.flatMap((subnet) =>
    subnet.kind === 'resource' && isDataSubnet(subnet.resource) ? [subnet.resource] : [],
  );
  if (data.length === 0) return NOT_APPLICABLE;
  const open = index.resolve(association, association.properties['RouteTableId']).some((table) => table.kind !== 'resource');
  return violationsOrCompliant(
    (open ? data : []).map((subnet) => {
      return {
        location: 'Properties.RouteTableId',
        detail: `the data subnet '${subnet.path}' has a route table that cannot be resolved, so that nobody knows its routes`,
      };
    }),
  );
}
