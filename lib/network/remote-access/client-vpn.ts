import {
  CfnClientVpnAuthorizationRule,
  CfnClientVpnEndpoint,
  CfnClientVpnTargetNetworkAssociation,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { keptLogGroup } from '../logs/kept-log-group';
import { SubnetTier } from '../tiers/subnet-tier';
import { type ClientVpnDeclaration, USUAL_BANNER, USUAL_PORTS, validateClientVpn } from './client-vpn-input';
import type { RemoteNetwork } from './remote-network';

/** Properties of a `ClientVpn`. */
export interface ClientVpnProps extends ClientVpnDeclaration {
  readonly network: RemoteNetwork;
}

/** The shortest that AWS takes. */
const SESSION_HOURS = 8;

/**
 * A VPN for people's devices, where Verified Access doesn't do: a certificate of the device and a sign-in at the identity provider, both;
 * the provider demands the second factor. Only what is for the network goes there, at the ports named; each group reaches the tiers that
 * it is authorized for, and none reaches the internet through it. A session ends after eight hours, and a new one takes a new sign-in.
 *
 * Whoever gets in is in the management tier, so that its network ACL decides, too.
 *
 * Sources: "Client authentication in AWS Client VPN", "AWS Client VPN authorization rules", "Rules and best practices for using AWS
 * Client VPN".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class ClientVpn extends Construct {
  public readonly endpointId: string;
  public readonly securityGroup: SecurityGroup;
  /** Holds a year of connections, and of attempts. */
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string, props: ClientVpnProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const { network } = props;
    validateClientVpn(`client VPN '${this.node.path}'`, props, {
      networkCidr: network.plan.cidr,
      region: Token.isUnresolved(region) ? undefined : region,
    });
    this.logGroup = keptLogGroup(this, 'Connections', 'client-vpn-logs');
    this.securityGroup = this.group(props);
    this.endpointId = this.endpoint(props).ref;
    for (const [zone, { subnetId }] of network.vpc.selectSubnets(network.tier(SubnetTier.MANAGEMENT)).subnets.entries()) {
      new CfnClientVpnTargetNetworkAssociation(this, `Zone${zone}`, { clientVpnEndpointId: this.endpointId, subnetId });
    }
    this.authorize(props);
  }

  private endpoint(props: ClientVpnProps): CfnClientVpnEndpoint {
    const { samlProviderArn, selfServiceSamlProviderArn } = props;
    return new CfnClientVpnEndpoint(this, 'Resource', {
      description: `By certificate and sign-in; second factor: ${props.secondFactor}`,
      vpcId: props.network.vpc.vpcId,
      securityGroupIds: [this.securityGroup.securityGroupId],
      clientCidrBlock: props.clientCidr,
      serverCertificateArn: props.serverCertificateArn,
      authenticationOptions: [
        {
          type: 'certificate-authentication',
          mutualAuthentication: { clientRootCertificateChainArn: props.clientCertificateArn },
        },
        {
          type: 'federated-authentication',
          federatedAuthentication: {
            samlProviderArn,
            ...(selfServiceSamlProviderArn !== undefined && { selfServiceSamlProviderArn }),
          },
        },
      ],
      splitTunnel: true,
      clientRouteEnforcementOptions: { enforced: true },
      sessionTimeoutHours: SESSION_HOURS,
      disconnectOnSessionTimeout: true,
      clientLoginBannerOptions: { enabled: true, bannerText: props.banner ?? USUAL_BANNER },
      connectionLogOptions: { enabled: true, cloudwatchLogGroup: this.logGroup.logGroupName },
      selfServicePortal: selfServiceSamlProviderArn === undefined ? 'disabled' : 'enabled',
      transportProtocol: 'udp',
      vpnPort: 443,
    });
  }

  private group({ network, authorize }: ClientVpnProps): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: network.vpc,
      description: 'Client VPN: to the tiers that somebody is authorized for',
      allowAllOutbound: false,
    });
    const ways = new Map(
      authorize.flatMap(({ tier, ports = USUAL_PORTS }) => ports.map((port) => [`${tier} ${port}`, { tier, port }] as const)),
    );
    for (const { tier, port } of ways.values()) {
      group.addEgressRule(Peer.ipv4(network.plan.tier(tier)), Port.tcp(port), `The ${tier} tier`);
    }
    return group;
  }

  /**
   * One after the other: AWS refuses a change of an endpoint while another is under way. Each is known by its group, not by its place in the
   * list: without the first of a tier, the next would be made anew under the first's name while its own still stands, which AWS refuses.
   */
  private authorize({ network, authorize }: ClientVpnProps): void {
    let before: CfnClientVpnAuthorizationRule | undefined;
    for (const [index, { tier, groupId }] of authorize.entries()) {
      const group = Token.isUnresolved(groupId) ? `${index + 1}` : groupId;
      const rule = new CfnClientVpnAuthorizationRule(this, `Authorize-${tier}-${group}`, {
        clientVpnEndpointId: this.endpointId,
        targetNetworkCidr: network.plan.tier(tier),
        accessGroupId: groupId,
        description: `The ${tier} tier`,
      });
      if (before !== undefined) rule.node.addDependency(before);
      before = rule;
    }
  }
}
