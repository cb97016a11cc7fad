import { Framework } from '../../citation';
import { routingOf } from '../../facts/network/routing';
import { wayOutOf } from '../../facts/network/way-out';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

/**
 * No data subnet has a way to the internet: no route to an internet, NAT, egress-only or carrier gateway; no default route, and
 * none to public addresses, through anything else but the VPC itself; no routes that nobody knows, and no public address. The
 * violation is at the route, since that is what to remove.
 *
 * A route to private addresses, such as those of a peer or behind a transit gateway, is no way out by itself, and neither are
 * routes that a virtual private gateway propagates. Whether the internet can be reached beyond them is for a proof of
 * reachability over the whole network, which this rule is not.
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
  exceptable: false,
  check: (resource, index) => {
    if (resource.type === 'AWS::EC2::Subnet') return checkSubnet(resource, index);
    return resource.type === 'AWS::EC2::Route' ? checkRoute(resource, index) : checkAssociation(resource, index);
  },
};

function checkSubnet(subnet: Resource, index: TemplateIndex): Verdict {
  if (!index.derive(routingOf).isDataSubnet(subnet)) return NOT_APPLICABLE;
  return violationsOrCompliant([...publicAddresses(subnet), ...mainRouteTable(subnet, index)]);
}

function publicAddresses({ properties }: Resource): Violation[] {
  const location = 'Properties.MapPublicIpOnLaunch';
  const mapped = properties['MapPublicIpOnLaunch'];
  if (mapped === undefined || mapped === false || mapped === 'false') return [];
  const what = typeof mapped === 'object' ? 'may give' : 'gives';
  return [{ location, detail: `the data subnet ${what} its instances public addresses (${JSON.stringify(mapped)})` }];
}

/** Without a route table of its own a subnet has its VPC's main one, which no template can add routes to: only a VPC that is made here has none. */
function mainRouteTable(subnet: Resource, index: TemplateIndex): Violation[] {
  if (index.derive(routingOf).hasRouteTable(subnet)) return [];
  const vpcs = index.resolve(subnet, subnet.properties['VpcId']);
  if (vpcs.every((vpc) => vpc.kind === 'resource' && vpc.resource.type === 'AWS::EC2::VPC')) return [];
  return [
    {
      location: 'Properties',
      detail: 'the data subnet has no route table of its own, and nobody knows the routes of the main one of its VPC',
    },
  ];
}

function checkRoute(route: Resource, index: TemplateIndex): Verdict {
  const wayOut = wayOutOf(route, index);
  if (wayOut === undefined) return NOT_APPLICABLE;
  const routing = index.derive(routingOf);
  const tables = index.resolve(route, route.properties['RouteTableId']);
  // A route of any other tier than ingress is not for this rule to praise: another may refuse it.
  if (tables.every((table) => table.kind === 'resource' && routing.dataSubnetsOf(table.resource).length === 0)) {
    return tables.every((table) => table.kind === 'resource' && routing.facesInternet(table.resource))
      ? COMPLIANT
      : NOT_APPLICABLE;
  }
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
  const data = index.derive(routingOf).dataSubnetsAmong(index.resolve(association, association.properties['SubnetId']));
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
