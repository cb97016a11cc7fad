import {
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { DescribeFirewallCommand, DescribeFirewallPolicyCommand, ListFirewallsCommand } from '@aws-sdk/client-network-firewall';
import type { Clients } from '../clients';

/** A network as its services describe it: what a user puts into `network.json`. */
export async function describeNetwork(
  { ec2: client, networkFirewall }: Clients,
  vpc: string,
): Promise<Readonly<Record<string, unknown>>> {
  const here = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
  const attached = { Filters: [{ Name: 'attachment.vpc-id', Values: [vpc] }] };
  const { Firewalls: listed = [] } = await networkFirewall.send(new ListFirewallsCommand({}));
  const firewalls = await Promise.all(
    listed.map(({ FirewallArn }) => networkFirewall.send(new DescribeFirewallCommand({ FirewallArn }))),
  );
  const policies = new Set(firewalls.map(({ Firewall }) => Firewall?.FirewallPolicyArn));
  const options = await client.send(new DescribeVpcBlockPublicAccessOptionsCommand({}));
  const exclusions = await client.send(new DescribeVpcBlockPublicAccessExclusionsCommand({}));
  return {
    ...(await all(paginateDescribeVpcs({ client }, { VpcIds: [vpc] }), 'Vpcs')),
    ...(await all(paginateDescribeSubnets({ client }, here), 'Subnets')),
    ...(await all(paginateDescribeRouteTables({ client }, here), 'RouteTables')),
    ...(await all(paginateDescribeNetworkAcls({ client }, here), 'NetworkAcls')),
    ...(await all(paginateDescribeSecurityGroups({ client }, here), 'SecurityGroups')),
    ...(await all(paginateDescribeInternetGateways({ client }, attached), 'InternetGateways')),
    ...(await all(paginateDescribeEgressOnlyInternetGateways({ client }, {}), 'EgressOnlyInternetGateways')),
    ...(await all(paginateDescribeNatGateways({ client }, { Filter: here.Filters }), 'NatGateways')),
    ...(await all(paginateDescribeVpcEndpoints({ client }, here), 'VpcEndpoints')),
    ...(await all(paginateDescribeNetworkInterfaces({ client }, here), 'NetworkInterfaces')),
    VpcBlockPublicAccessOptions: options.VpcBlockPublicAccessOptions,
    VpcBlockPublicAccessExclusions: exclusions.VpcBlockPublicAccessExclusions,
    Firewalls: firewalls,
    FirewallPolicies: await Promise.all(
      [...policies].map((FirewallPolicyArn) => networkFirewall.send(new DescribeFirewallPolicyCommand({ FirewallPolicyArn }))),
    ),
  };
}

/** All pages of an answer as one. */
async function all<T extends object>(
  pages: AsyncIterable<T>,
  list: keyof T & string,
): Promise<Readonly<Record<string, unknown>>> {
  const found: unknown[] = [];
  for await (const page of pages) {
    const items = page[list];
    if (Array.isArray(items)) found.push(...items);
  }
  return { [list]: found };
}
