import { type Readers, type Subject, tags } from './reader';

/** Route 53 Resolver's ARNs end in its ids, which are the physical ids. */
function told(path: string, operation: string, parameter: string, member: string) {
  return async ({ physicalId, account, region, clients: { resolver } }: Subject) => {
    const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws';
    const ResourceArn = `arn:${partition}:route53resolver:${region}:${account}:${path}/${physicalId}`;
    const found = await resolver.send(operation, { [parameter]: physicalId });
    const { Tags } = await resolver.send('ListTagsForResource', { ResourceArn });
    return { ...Object(found[member]), Tags: tags(Array.isArray(Tags) ? Tags : []) };
  };
}

const domainList = told('firewall-domain-list', 'GetFirewallDomainList', 'FirewallDomainListId', 'FirewallDomainList');
const ruleGroup = told('firewall-rule-group', 'GetFirewallRuleGroup', 'FirewallRuleGroupId', 'FirewallRuleGroup');

export const ROUTE53_RESOLVER_READERS: Readers = {
  'AWS::Route53Resolver::FirewallDomainList': {
    read: async (subject) => {
      const { Domains } = await subject.clients.resolver.send('ListFirewallDomains', {
        FirewallDomainListId: subject.physicalId,
      });
      return { ...(await domainList(subject)), Domains };
    },
  },
  'AWS::Route53Resolver::FirewallRuleGroup': {
    read: async (subject) => {
      const { FirewallRules } = await subject.clients.resolver.send('ListFirewallRules', {
        FirewallRuleGroupId: subject.physicalId,
      });
      return { ...(await ruleGroup(subject)), FirewallRules };
    },
  },
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': {
    read: told(
      'firewall-rule-group-association',
      'GetFirewallRuleGroupAssociation',
      'FirewallRuleGroupAssociationId',
      'FirewallRuleGroupAssociation',
    ),
  },
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': {
    read: told('resolver-query-log-config', 'GetResolverQueryLogConfig', 'ResolverQueryLogConfigId', 'ResolverQueryLogConfig'),
  },
  'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation': {
    read: async ({ physicalId, clients: { resolver } }) => {
      const { ResolverQueryLogConfigAssociation } = await resolver.send('GetResolverQueryLogConfigAssociation', {
        ResolverQueryLogConfigAssociationId: physicalId,
      });
      return Object(ResolverQueryLogConfigAssociation);
    },
  },
};
