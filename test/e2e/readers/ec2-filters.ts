import {
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { type Readers, type Subject, tags } from './reader';

export const EC2_FILTER_READERS: Readers = {
  'AWS::EC2::NetworkAcl': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { NetworkAcls: [acl] = [] } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [physicalId] }));
      return { VpcId: acl?.VpcId, Tags: tags(acl?.Tags) };
    },
  },
  'AWS::EC2::NetworkAclEntry': {
    read: async ({ properties, clients: { ec2 } }) => {
      const { NetworkAcls: [acl] = [] } = await ec2.send(
        new DescribeNetworkAclsCommand({ NetworkAclIds: [String(properties['NetworkAclId'])] }),
      );
      const egress = String(properties['Egress'] ?? false) === 'true';
      const entry = acl?.Entries?.find(
        ({ Egress, RuleNumber }) => Egress === egress && String(RuleNumber) === String(properties['RuleNumber']),
      );
      return { NetworkAclId: acl?.NetworkAclId, ...entry, Icmp: entry?.IcmpTypeCode };
    },
  },
  'AWS::EC2::SubnetNetworkAclAssociation': {
    read: async ({ properties, clients: { ec2 } }) => {
      const Filters = [{ Name: 'association.subnet-id', Values: [String(properties['SubnetId'])] }];
      const { NetworkAcls: [acl] = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
      const association = acl?.Associations?.find(({ SubnetId }) => SubnetId === properties['SubnetId']);
      return { NetworkAclId: acl?.NetworkAclId, SubnetId: association?.SubnetId };
    },
  },
  'AWS::EC2::SecurityGroup': {
    read: async (subject) => {
      const { physicalId, clients } = subject;
      const { SecurityGroups: [group] = [] } = await clients.ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds: [physicalId] }),
      );
      const all = await rules(clients.ec2, physicalId);
      return {
        GroupDescription: group?.Description,
        GroupName: group?.GroupName,
        SecurityGroupEgress: all
          .filter(({ IsEgress }) => IsEgress)
          .filter(notElsewhere(subject, 'AWS::EC2::SecurityGroupEgress'))
          .map(asProperties),
        SecurityGroupIngress: all
          .filter(({ IsEgress }) => !IsEgress)
          .filter(notElsewhere(subject, 'AWS::EC2::SecurityGroupIngress'))
          .map(asProperties),
        Tags: tags(group?.Tags),
        VpcId: group?.VpcId,
      };
    },
  },
  'AWS::EC2::SecurityGroupEgress': { read: ruleOf },
  'AWS::EC2::SecurityGroupIngress': { read: ruleOf },
};

async function ruleOf({ physicalId, clients }: Subject) {
  const { SecurityGroupRules: [rule] = [] } = await clients.ec2.send(
    new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [physicalId] }),
  );
  return { GroupId: rule?.GroupId, ...(rule && asProperties(rule)) };
}

async function rules(ec2: EC2Client, group: string): Promise<readonly SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [group] }] }),
  );
  return SecurityGroupRules;
}

/** Rules that are resources of their own are read as such. */
function notElsewhere(subject: Subject, type: string): (rule: SecurityGroupRule) => boolean {
  const ids = new Set(subject.all(type).map(({ physicalId }) => physicalId));
  return ({ SecurityGroupRuleId = '' }) => !ids.has(SecurityGroupRuleId);
}

function asProperties(rule: SecurityGroupRule) {
  const other = rule.ReferencedGroupInfo?.GroupId;
  const any = rule.IpProtocol === '-1';
  return {
    CidrIp: rule.CidrIpv4,
    CidrIpv6: rule.CidrIpv6,
    Description: rule.Description,
    FromPort: any ? undefined : rule.FromPort,
    ToPort: any ? undefined : rule.ToPort,
    IpProtocol: rule.IpProtocol,
    ...(rule.IsEgress
      ? { DestinationSecurityGroupId: other, DestinationPrefixListId: rule.PrefixListId }
      : { SourceSecurityGroupId: other, SourcePrefixListId: rule.PrefixListId }),
  };
}
