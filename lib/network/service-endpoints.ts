import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  type InterfaceVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { perimeter, readAwsOwnedBuckets } from './endpoint-policy';

/** Properties of `ServiceEndpoints`. */
export interface ServiceEndpointsProps {
  readonly vpc: IVpc;
  /** The subnets that reach AWS services: they get the gateway endpoints' routes and the interfaces. */
  readonly subnets: SubnetSelection;
  /** CIDR of those subnets: nobody else reaches the interfaces. */
  readonly clients: string;
  /** The services with an interface endpoint. Each costs by the hour and zone. */
  readonly interfaces: readonly InterfaceVpcEndpointAwsService[];
  /**
   * The organisation whose identities and resources the endpoints admit.
   * @default - this account alone
   */
  readonly organizationId?: string;
}

/**
 * The way to AWS services without the internet: gateway endpoints for S3 and DynamoDB, interface endpoints for the services asked
 * for. Each has a policy that keeps identities and resources within this organisation or account.
 */
export class ServiceEndpoints extends Construct {
  /** Of the interfaces: HTTPS from the clients, nothing out. */
  public readonly securityGroup: SecurityGroup;

  public constructor(scope: Construct, id: string, props: ServiceEndpointsProps) {
    super(scope, id);
    const { vpc, subnets, organizationId } = props;
    const s3 = new GatewayVpcEndpoint(this, 's3', { vpc, subnets: [subnets], service: GatewayVpcEndpointAwsService.S3 });
    const dynamodb = new GatewayVpcEndpoint(this, 'dynamodb', {
      vpc,
      subnets: [subnets],
      service: GatewayVpcEndpointAwsService.DYNAMODB,
    });
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints: HTTPS from the application tier',
      allowAllOutbound: false,
    });
    this.securityGroup.addIngressRule(Peer.ipv4(props.clients), Port.HTTPS, 'HTTPS from the application tier');
    const interfaces = props.interfaces.map(
      (service) =>
        new InterfaceVpcEndpoint(this, service.shortName, {
          vpc,
          subnets,
          service,
          privateDnsEnabled: true,
          open: false,
          securityGroups: [this.securityGroup],
        }),
    );
    const endpoints: VpcEndpoint[] = [s3, dynamodb, ...interfaces];
    for (const endpoint of endpoints) endpoint.addToPolicy(perimeter(this, organizationId));
    const buckets = readAwsOwnedBuckets(this, props.interfaces);
    if (buckets !== undefined) s3.addToPolicy(buckets);
  }
}
