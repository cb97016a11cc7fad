import {
  DescribeFirewallCommand,
  DescribeFirewallPolicyCommand,
  DescribeLoggingConfigurationCommand,
  DescribeRuleGroupCommand,
  DescribeTLSInspectionConfigurationCommand,
} from '@aws-sdk/client-network-firewall';
import { type Readers, tags } from './reader';

export const NETWORK_FIREWALL_READERS: Readers = {
  'AWS::NetworkFirewall::Firewall': {
    read: async ({ physicalId: FirewallArn, clients: { networkFirewall } }) => {
      const { Firewall } = await networkFirewall.send(new DescribeFirewallCommand({ FirewallArn }));
      return { ...Firewall, Tags: tags(Firewall?.Tags) };
    },
  },
  'AWS::NetworkFirewall::LoggingConfiguration': {
    read: async ({ properties, clients: { networkFirewall } }) => {
      const FirewallArn = String(properties['FirewallArn']);
      const found = await networkFirewall.send(new DescribeLoggingConfigurationCommand({ FirewallArn }));
      return { FirewallArn: found.FirewallArn, LoggingConfiguration: found.LoggingConfiguration };
    },
  },
  'AWS::NetworkFirewall::RuleGroup': {
    read: async ({ physicalId: RuleGroupArn, clients: { networkFirewall } }) => {
      const { RuleGroup, RuleGroupResponse } = await networkFirewall.send(new DescribeRuleGroupCommand({ RuleGroupArn }));
      return { ...RuleGroupResponse, RuleGroup, Tags: tags(RuleGroupResponse?.Tags) };
    },
  },
  'AWS::NetworkFirewall::FirewallPolicy': {
    read: async ({ physicalId: FirewallPolicyArn, clients: { networkFirewall } }) => {
      const { FirewallPolicy, FirewallPolicyResponse } = await networkFirewall.send(
        new DescribeFirewallPolicyCommand({ FirewallPolicyArn }),
      );
      return { ...FirewallPolicyResponse, FirewallPolicy, Tags: tags(FirewallPolicyResponse?.Tags) };
    },
  },
  'AWS::NetworkFirewall::TLSInspectionConfiguration': {
    read: async ({ physicalId: TLSInspectionConfigurationArn, clients: { networkFirewall } }) => {
      const { TLSInspectionConfiguration, TLSInspectionConfigurationResponse } = await networkFirewall.send(
        new DescribeTLSInspectionConfigurationCommand({ TLSInspectionConfigurationArn }),
      );
      const { Tags, ...told } = TLSInspectionConfigurationResponse ?? {};
      return { ...told, TLSInspectionConfiguration, Tags: tags(Tags) };
    },
  },
};
