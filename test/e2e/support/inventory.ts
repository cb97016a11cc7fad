import { paginateListBackupPlans, paginateListBackupVaults } from '@aws-sdk/client-backup';
import { paginateListTrails } from '@aws-sdk/client-cloudtrail';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  DescribeAddressesCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  DescribeVpcEncryptionControlsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  paginateDescribeClientVpnEndpoints,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeFlowLogs,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVerifiedAccessEndpoints,
  paginateDescribeVerifiedAccessGroups,
  paginateDescribeVerifiedAccessInstances,
  paginateDescribeVerifiedAccessTrustProviders,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { paginateListDetectors } from '@aws-sdk/client-guardduty';
import { paginateListInstanceProfiles, paginateListPolicies, paginateListRoles } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, paginateListAliases, paginateListKeys } from '@aws-sdk/client-kms';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import {
  ListFirewallPoliciesCommand,
  ListRuleGroupsCommand,
  ListTLSInspectionConfigurationsCommand,
  paginateListFirewalls,
} from '@aws-sdk/client-network-firewall';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { paginateListStateMachines } from '@aws-sdk/client-sfn';
import { paginateListSubscriptions, paginateListTopics } from '@aws-sdk/client-sns';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { paginateDescribeParameters, paginateListDocuments } from '@aws-sdk/client-ssm';
import { ListWebACLsCommand } from '@aws-sdk/client-wafv2';
import type { Clients } from './clients';

/** A key: it can't be deleted at once, only scheduled to be. */
export interface KeyOnRecord {
  readonly id: string;
  readonly state: string;
  readonly pendingDays: number | undefined;
}

/** Everything that stands in a region, one line each: `<what> <name>`; keys apart, since they outlive their stack by design. */
export async function inventory(clients: Clients): Promise<ReadonlySet<string>> {
  const {
    backup,
    cloudTrail,
    cloudWatch,
    dynamodb,
    ec2,
    guardDuty,
    iam,
    kms,
    lambda,
    logs,
    s3,
    secretsManager,
    sns,
    sqs,
    ssm,
    stepFunctions,
    waf,
  } = clients;
  const lists = [
    names('backup plan', paginateListBackupPlans({ client: backup }, {}), (page) =>
      page.BackupPlansList?.map((each) => each.BackupPlanId),
    ),
    names('backup vault', paginateListBackupVaults({ client: backup }, {}), (page) =>
      page.BackupVaultList?.map((each) => each.BackupVaultName),
    ),
    names('trail', paginateListTrails({ client: cloudTrail }, {}), (page) => page.Trails?.map((each) => each.Name)),
    names('alarm', paginateDescribeAlarms({ client: cloudWatch }, {}), (page) =>
      page.MetricAlarms?.map((each) => each.AlarmName),
    ),
    names('log group', paginateDescribeLogGroups({ client: logs }, {}), (page) =>
      page.logGroups?.map((each) => each.logGroupName),
    ),
    names('table', paginateListTables({ client: dynamodb }, {}), (page) => page.TableNames),
    names('flow log', paginateDescribeFlowLogs({ client: ec2 }, {}), (page) => page.FlowLogs?.map((each) => each.FlowLogId)),
    names('network ACL', paginateDescribeNetworkAcls({ client: ec2 }, {}), (page) =>
      page.NetworkAcls?.map((each) => each.NetworkAclId),
    ),
    names('security group', paginateDescribeSecurityGroups({ client: ec2 }, {}), (page) =>
      page.SecurityGroups?.map((each) => each.GroupId),
    ),
    names('subnet', paginateDescribeSubnets({ client: ec2 }, {}), (page) => page.Subnets?.map((each) => each.SubnetId)),
    names('VPC', paginateDescribeVpcs({ client: ec2 }, {}), (page) => page.Vpcs?.map((each) => each.VpcId)),
    names('VPC endpoint', paginateDescribeVpcEndpoints({ client: ec2 }, {}), (page) =>
      page.VpcEndpoints?.filter(({ State }) => String(State) !== 'deleted').map((each) => each.VpcEndpointId),
    ),
    names('NAT gateway', paginateDescribeNatGateways({ client: ec2 }, {}), (page) =>
      page.NatGateways?.filter(({ State }) => State !== 'deleted').map((each) => each.NatGatewayId),
    ),
    names('detector', paginateListDetectors({ client: guardDuty }, {}), (page) => page.DetectorIds),
    names('policy', paginateListPolicies({ client: iam }, { Scope: 'Local' }), (page) => page.Policies?.map((each) => each.Arn)),
    names('role', paginateListRoles({ client: iam }, {}), (page) => page.Roles?.map((each) => each.RoleName)),
    names('key alias', paginateListAliases({ client: kms }, {}), (page) =>
      page.Aliases?.filter((each) => each.TargetKeyId).map((each) => each.AliasName),
    ),
    names('function', paginateListFunctions({ client: lambda }, {}), (page) => page.Functions?.map((each) => each.FunctionName)),
    names('secret', paginateListSecrets({ client: secretsManager }, {}), (page) => page.SecretList?.map((each) => each.Name)),
    names('state machine', paginateListStateMachines({ client: stepFunctions }, {}), (page) =>
      page.stateMachines?.map((each) => each.name),
    ),
    names('topic', paginateListTopics({ client: sns }, {}), (page) => page.Topics?.map((each) => each.TopicArn)),
    names('subscription', paginateListSubscriptions({ client: sns }, {}), (page) =>
      page.Subscriptions?.map((each) => each.SubscriptionArn),
    ),
    names('queue', paginateListQueues({ client: sqs }, {}), (page) => page.QueueUrls),
    names('parameter', paginateDescribeParameters({ client: ssm }, {}), (page) => page.Parameters?.map((each) => each.Name)),
    once('address', async () => (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.map((each) => each.PublicIp)),
    once('bucket', async () => (await s3.send(new ListBucketsCommand({}))).Buckets?.map((each) => each.Name)),
    once('web ACL', async () =>
      (await waf.send(new ListWebACLsCommand({ Scope: 'REGIONAL' }))).WebACLs?.map((each) => each.Name),
    ),
    once('rule or bus', () => busesAndRules(clients)),
    names('document', paginateListDocuments({ client: ssm }, { Filters: [{ Key: 'Owner', Values: ['Self'] }] }), (page) =>
      page.DocumentIdentifiers?.map((each) => each.Name),
    ),
    names('instance profile', paginateListInstanceProfiles({ client: iam }, {}), (page) =>
      page.InstanceProfiles?.map((each) => each.InstanceProfileName),
    ),
    ...networks(clients),
  ];
  return new Set((await Promise.all(lists)).flat());
}

/** What networks are made of beside what every region has, and what is set for all of them. */
function networks({ ec2: client, networkFirewall, resolver }: Clients): readonly Promise<string[]>[] {
  return [
    names('route table', paginateDescribeRouteTables({ client }, {}), (page) =>
      page.RouteTables?.map((each) => each.RouteTableId),
    ),
    names('internet gateway', paginateDescribeInternetGateways({ client }, {}), (page) =>
      page.InternetGateways?.map((each) => each.InternetGatewayId),
    ),
    names('egress-only gateway', paginateDescribeEgressOnlyInternetGateways({ client }, {}), (page) =>
      page.EgressOnlyInternetGateways?.map((each) => each.EgressOnlyInternetGatewayId),
    ),
    names('VPN', paginateDescribeClientVpnEndpoints({ client }, {}), (page) =>
      page.ClientVpnEndpoints?.map((each) => each.ClientVpnEndpointId),
    ),
    names('trust provider', paginateDescribeVerifiedAccessTrustProviders({ client }, {}), (page) =>
      page.VerifiedAccessTrustProviders?.map((each) => each.VerifiedAccessTrustProviderId),
    ),
    names('Verified Access', paginateDescribeVerifiedAccessInstances({ client }, {}), (page) =>
      page.VerifiedAccessInstances?.map((each) => each.VerifiedAccessInstanceId),
    ),
    names('Verified Access group', paginateDescribeVerifiedAccessGroups({ client }, {}), (page) =>
      page.VerifiedAccessGroups?.map((each) => each.VerifiedAccessGroupId),
    ),
    names('Verified Access endpoint', paginateDescribeVerifiedAccessEndpoints({ client }, {}), (page) =>
      page.VerifiedAccessEndpoints?.map((each) => each.VerifiedAccessEndpointId),
    ),
    names('firewall', paginateListFirewalls({ client: networkFirewall }, {}), (page) =>
      page.Firewalls?.map((each) => each.FirewallName),
    ),
    once('firewall policy', async () =>
      (await networkFirewall.send(new ListFirewallPoliciesCommand({}))).FirewallPolicies?.map(({ Name }) => Name),
    ),
    once('firewall rule group', async () =>
      (await networkFirewall.send(new ListRuleGroupsCommand({}))).RuleGroups?.map(({ Name }) => Name),
    ),
    once('TLS inspection', async () =>
      (await networkFirewall.send(new ListTLSInspectionConfigurationsCommand({}))).TLSInspectionConfigurations?.map(
        ({ Name }) => Name,
      ),
    ),
    ...[
      ['ListFirewallDomainLists', 'FirewallDomainLists'],
      ['ListFirewallRuleGroups', 'FirewallRuleGroups'],
      ['ListFirewallRuleGroupAssociations', 'FirewallRuleGroupAssociations'],
      ['ListResolverQueryLogConfigs', 'ResolverQueryLogConfigs'],
    ].map(([operation = '', member = '']) =>
      once(member, async () => {
        const found = (await resolver.send(operation, {}))[member];
        return Array.isArray(found) ? found.map((each) => String(Object(each).Id)) : [];
      }),
    ),
    once('public access exclusion', async () =>
      (await client.send(new DescribeVpcBlockPublicAccessExclusionsCommand({}))).VpcBlockPublicAccessExclusions?.map(
        ({ ExclusionId }) => ExclusionId,
      ),
    ),
    once('encryption control', async () =>
      (await client.send(new DescribeVpcEncryptionControlsCommand({}))).VpcEncryptionControls?.map(
        ({ VpcEncryptionControlId }) => VpcEncryptionControlId,
      ),
    ),
    once('public access of VPCs', async () => {
      const { VpcBlockPublicAccessOptions: options } = await client.send(new DescribeVpcBlockPublicAccessOptionsCommand({}));
      return [options?.InternetGatewayBlockMode];
    }),
    once('public access of snapshots', async () => [(await client.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State]),
  ];
}

/** Every customer-managed key of a region. */
export async function keysOnRecord({ kms }: Clients): Promise<readonly KeyOnRecord[]> {
  const keys: KeyOnRecord[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of page.Keys ?? []) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      const { DeletionDate, KeyManager, KeyState = '' } = KeyMetadata ?? {};
      if (KeyManager === 'AWS') continue;
      const pendingDays = DeletionDate && Math.round((DeletionDate.getTime() - Date.now()) / 86_400_000);
      keys.push({ id: KeyId ?? '', state: KeyState, pendingDays });
    }
  }
  return keys;
}

async function busesAndRules({ events }: Clients): Promise<readonly string[]> {
  const { EventBuses = [] } = await events.send(new ListEventBusesCommand({}));
  const rules = await Promise.all(
    EventBuses.map(async ({ Name: EventBusName = '' }) => {
      const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
      return [`bus ${EventBusName}`, ...Rules.map(({ Name }) => `rule ${EventBusName}/${Name}`)];
    }),
  );
  return rules.flat();
}

async function names<P>(
  what: string,
  pages: AsyncIterable<P>,
  pick: (page: P) => readonly (string | undefined)[] | undefined,
): Promise<string[]> {
  const found: string[] = [];
  for await (const page of pages) found.push(...(pick(page) ?? []).map((name) => `${what} ${name}`));
  return found;
}

async function once(what: string, list: () => Promise<readonly (string | undefined)[] | undefined>): Promise<string[]> {
  return ((await list()) ?? []).map((name) => `${what} ${name}`);
}
