import { CfnEIP, CfnNatGateway, CfnRoute, type CfnRouteProps, type ISubnet, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../../exceptions';
import { EgressFirewall, type EgressFirewallProps } from '../firewall/egress-firewall';

/** What the firewall lets out. */
export type WayOutRules = Pick<EgressFirewallProps, 'allowedDomains' | 'watching' | 'tlsInspection'>;

/** A subnet whose traffic may leave. */
interface Client {
  readonly subnet: ISubnet;
  /** All of the subnet's addresses: AWS takes no other range for a route that is more specific than the network's own. */
  readonly cidr: string;
  /** The zone of the subnet, counted from 0. */
  readonly zone: number;
}

/** Where a zone's traffic leaves. */
interface Exit {
  /** The subnet of the firewall's endpoint. */
  readonly firewall: ISubnet;
  /** The subnet of the NAT gateway. */
  readonly egress: ISubnet;
}

/** Properties of `WayOut`. */
export interface WayOutProps {
  readonly vpc: IVpc;
  readonly internetGatewayId: string;
  readonly clients: readonly Client[];
  /** Ranges of the tiers that the clients are in. */
  readonly clientRanges: readonly string[];
  /** One for each zone, in their order; or one for all. */
  readonly exits: readonly Exit[];
  readonly rules: WayOutRules;
}

const ANYWHERE = '0.0.0.0/0';

/**
 * The one way out: what leaves a client's subnet goes to the firewall of its zone, then to the NAT gateway of that zone, then to the internet.
 * What comes back goes the same way, because the NAT gateway's subnet has a route for each client's subnet, more specific than the network's
 * own: a firewall that sees one direction only drops what it can't follow.
 *
 * Sources: "Route tables" and "Middlebox routing wizard" in the "Amazon VPC User Guide", "Architecture with an internet gateway and a NAT
 * gateway using AWS Network Firewall".
 */
export class WayOut extends Construct {
  public constructor(scope: Construct, id: string, props: WayOutProps) {
    super(scope, id);
    const { vpc, clients, clientRanges, exits } = props;
    const subnets = exits.map(({ firewall }) => firewall);
    const { endpointIds } = new EgressFirewall(this, 'Firewall', { vpc, subnets, clients: clientRanges, ...props.rules });
    const toInternet = this.routesToInternet(props);
    // A client's route keeps its id when the zone that it leaves by changes: a second one for the same range would be refused.
    const outward = new Construct(this, 'Out');
    for (const [zone, { firewall, egress }] of exits.entries()) {
      const [vpcEndpointId, internet] = [endpointIds[zone], toInternet[zone]];
      if (vpcEndpointId === undefined || internet === undefined)
        throw new Error(`zone ${zone} of '${this.node.path}' has no firewall`);
      const scope = new Construct(this, `Zone${zone + 1}`);
      const gateway = natGateway(scope, egress, internet);
      route(scope, 'Passed', firewall, ANYWHERE, { natGatewayId: gateway.ref });
      for (const client of clients.filter((each) => exits.length === 1 || each.zone === zone)) {
        const name = client.subnet.node.id;
        route(outward, name, client.subnet, ANYWHERE, { vpcEndpointId });
        route(scope, `Back-${name}`, egress, client.cidr, { vpcEndpointId });
      }
    }
  }

  private routesToInternet({ vpc, internetGatewayId: gatewayId, exits }: WayOutProps): CfnRoute[] {
    const scope = new Construct(this, 'Internet');
    except(scope, {
      rule: ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'].map((pack) => `${pack}::${pack}-VPCNoUnrestrictedRouteToIGW`),
      reason:
        'The subnets hold NAT gateways alone, which take no connection from outside, and what these send has passed the network firewall.',
      owner: OWN_EXCEPTIONS,
      expires: NEXT_REVIEW,
    });
    return exits.map(({ egress }, zone) => {
      const made = route(scope, `Zone${zone + 1}`, egress, ANYWHERE, { gatewayId });
      made.node.addDependency(vpc.internetConnectivityEstablished);
      return made;
    });
  }
}

function natGateway(scope: Construct, subnet: ISubnet, internet: CfnRoute): CfnNatGateway {
  Tags.of(scope).add('Name', scope.node.path);
  const address = new CfnEIP(scope, 'Address', { domain: 'vpc' });
  const gateway = new CfnNatGateway(scope, 'Nat', { subnetId: subnet.subnetId, allocationId: address.attrAllocationId });
  gateway.addResourceDependency(internet);
  // Without a way to the internet the address can't be taken away either.
  address.addResourceDependency(internet);
  return gateway;
}

function route(
  scope: Construct,
  id: string,
  { routeTable: { routeTableId } }: ISubnet,
  destinationCidrBlock: string,
  target: Pick<CfnRouteProps, 'gatewayId' | 'natGatewayId' | 'vpcEndpointId'>,
): CfnRoute {
  return new CfnRoute(scope, id, { routeTableId, destinationCidrBlock, ...target });
}
