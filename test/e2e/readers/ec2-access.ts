import {
  type ClientVpnAuthentication,
  DescribeClientVpnAuthorizationRulesCommand,
  DescribeClientVpnEndpointsCommand,
  DescribeClientVpnRoutesCommand,
  DescribeClientVpnTargetNetworksCommand,
  DescribeVerifiedAccessEndpointsCommand,
  DescribeVerifiedAccessGroupsCommand,
  DescribeVerifiedAccessInstanceLoggingConfigurationsCommand,
  DescribeVerifiedAccessInstancesCommand,
  DescribeVerifiedAccessTrustProvidersCommand,
  GetVerifiedAccessEndpointPolicyCommand,
  GetVerifiedAccessGroupPolicyCommand,
} from '@aws-sdk/client-ec2';
import { type Readers, tags } from './reader';

const SECRET = 'nobody is told a client secret again';

export const EC2_ACCESS_READERS: Readers = {
  'AWS::EC2::VerifiedAccessTrustProvider': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { VerifiedAccessTrustProviders: [provider] = [] } = await ec2.send(
        new DescribeVerifiedAccessTrustProvidersCommand({ VerifiedAccessTrustProviderIds: [physicalId] }),
      );
      return { ...provider, Description: provider?.Description, Tags: tags(provider?.Tags) };
    },
    unreadable: { 'OidcOptions.ClientSecret': SECRET, 'NativeApplicationOidcOptions.ClientSecret': SECRET },
  },
  'AWS::EC2::VerifiedAccessInstance': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const VerifiedAccessInstanceIds = [physicalId];
      const { VerifiedAccessInstances: [instance] = [] } = await ec2.send(
        new DescribeVerifiedAccessInstancesCommand({ VerifiedAccessInstanceIds }),
      );
      const { LoggingConfigurations: [logging] = [] } = await ec2.send(
        new DescribeVerifiedAccessInstanceLoggingConfigurationsCommand({ VerifiedAccessInstanceIds }),
      );
      return {
        CidrEndpointsCustomSubDomain: instance?.CidrEndpointsCustomSubDomain?.SubDomain,
        Description: instance?.Description,
        FipsEnabled: instance?.FipsEnabled,
        LoggingConfigurations: logging?.AccessLogs,
        VerifiedAccessTrustProviderIds: instance?.VerifiedAccessTrustProviders?.map((each) => each.VerifiedAccessTrustProviderId),
        Tags: tags(instance?.Tags),
      };
    },
  },
  'AWS::EC2::VerifiedAccessGroup': {
    read: async ({ physicalId: VerifiedAccessGroupId, clients: { ec2 } }) => {
      const { VerifiedAccessGroups: [group] = [] } = await ec2.send(
        new DescribeVerifiedAccessGroupsCommand({ VerifiedAccessGroupIds: [VerifiedAccessGroupId] }),
      );
      const policy = await ec2.send(new GetVerifiedAccessGroupPolicyCommand({ VerifiedAccessGroupId }));
      return { ...group, ...policy, PolicyDocument: policy.PolicyDocument, Tags: tags(group?.Tags) };
    },
  },
  'AWS::EC2::VerifiedAccessEndpoint': {
    read: async ({ physicalId: VerifiedAccessEndpointId, clients: { ec2 } }) => {
      const { VerifiedAccessEndpoints: [endpoint] = [] } = await ec2.send(
        new DescribeVerifiedAccessEndpointsCommand({ VerifiedAccessEndpointIds: [VerifiedAccessEndpointId] }),
      );
      const policy = await ec2.send(new GetVerifiedAccessEndpointPolicyCommand({ VerifiedAccessEndpointId }));
      const EndpointDomainPrefix = endpoint?.EndpointDomain?.split('.')[0];
      return { ...endpoint, ...policy, EndpointDomainPrefix, Tags: tags(endpoint?.Tags) };
    },
  },
  'AWS::EC2::ClientVpnEndpoint': {
    read: async ({ physicalId, clients: { ec2 } }) => {
      const { ClientVpnEndpoints: [endpoint] = [] } = await ec2.send(
        new DescribeClientVpnEndpointsCommand({ ClientVpnEndpointIds: [physicalId] }),
      );
      return {
        ...endpoint,
        AuthenticationOptions: endpoint?.AuthenticationOptions?.map(asAsked),
        DnsServers: endpoint?.DnsServers,
        SelfServicePortal: endpoint?.SelfServicePortalUrl === undefined ? 'disabled' : 'enabled',
        TagSpecifications: [{ ResourceType: 'client-vpn-endpoint', Tags: tags(endpoint?.Tags) }],
      };
    },
  },
  'AWS::EC2::ClientVpnTargetNetworkAssociation': {
    read: async ({ physicalId, properties, clients: { ec2 } }) => {
      const ClientVpnEndpointId = String(properties['ClientVpnEndpointId']);
      const { ClientVpnTargetNetworks: [network] = [] } = await ec2.send(
        new DescribeClientVpnTargetNetworksCommand({ ClientVpnEndpointId, AssociationIds: [physicalId] }),
      );
      return { ClientVpnEndpointId: network?.ClientVpnEndpointId, SubnetId: network?.TargetNetworkId };
    },
  },
  'AWS::EC2::ClientVpnAuthorizationRule': {
    read: async ({ properties, clients: { ec2 } }) => {
      const { AccessGroupId = '', TargetNetworkCidr } = properties;
      const ClientVpnEndpointId = String(properties['ClientVpnEndpointId']);
      const { AuthorizationRules = [] } = await ec2.send(new DescribeClientVpnAuthorizationRulesCommand({ ClientVpnEndpointId }));
      const rule = AuthorizationRules.find(
        ({ DestinationCidr, GroupId = '' }) => DestinationCidr === TargetNetworkCidr && GroupId === AccessGroupId,
      );
      return {
        AccessGroupId: rule?.GroupId,
        AuthorizeAllGroups: rule?.AccessAll,
        ClientVpnEndpointId: rule?.ClientVpnEndpointId,
        Description: rule?.Description,
        TargetNetworkCidr: rule?.DestinationCidr,
      };
    },
  },
  'AWS::EC2::ClientVpnRoute': {
    read: async ({ properties, clients: { ec2 } }) => {
      const { DestinationCidrBlock, TargetVpcSubnetId } = properties;
      const ClientVpnEndpointId = String(properties['ClientVpnEndpointId']);
      const { Routes = [] } = await ec2.send(new DescribeClientVpnRoutesCommand({ ClientVpnEndpointId }));
      const route = Routes.find(
        ({ DestinationCidr, TargetSubnet }) => DestinationCidr === DestinationCidrBlock && TargetSubnet === TargetVpcSubnetId,
      );
      return {
        ClientVpnEndpointId: route?.ClientVpnEndpointId,
        Description: route?.Description,
        DestinationCidrBlock: route?.DestinationCidr,
        TargetVpcSubnetId: route?.TargetSubnet,
      };
    },
  },
};

/** EC2 tells an option under other names than it asks. */
function asAsked({ Type, ActiveDirectory, MutualAuthentication, FederatedAuthentication }: ClientVpnAuthentication) {
  return {
    Type,
    ActiveDirectory,
    MutualAuthentication: MutualAuthentication && {
      ClientRootCertificateChainArn: MutualAuthentication.ClientRootCertificateChain,
    },
    FederatedAuthentication: FederatedAuthentication && {
      SAMLProviderArn: FederatedAuthentication.SamlProviderArn,
      SelfServiceSAMLProviderArn: FederatedAuthentication.SelfServiceSamlProviderArn,
    },
  };
}
