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
import { perimeter, readAwsOwnedBuckets, readAwsOwnedDocuments } from './endpoint-policy';

/** Subnets that reach AWS services. */
interface EndpointClients {
  /** What they are: `application tier`. */
  readonly name: string;
  readonly subnets: SubnetSelection;
  readonly cidr: string;
}

/** Properties of `ServiceEndpoints`. */
export interface ServiceEndpointsProps {
  readonly vpc: IVpc;
  /** The subnets that the interfaces stand in: each costs by the hour. */
  readonly subnets: SubnetSelection;
  /** Who reaches the services: their route tables get the gateway endpoints' routes, and nobody else reaches the interfaces. */
  readonly clients: readonly EndpointClients[];
  /** The services with an interface endpoint. */
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
    const { vpc, clients, organizationId } = props;
    const callers = clients.map((each) => each.subnets);
    const s3 = new GatewayVpcEndpoint(this, 's3', { vpc, subnets: callers, service: GatewayVpcEndpointAwsService.S3 });
    const dynamodb = new GatewayVpcEndpoint(this, 'dynamodb', {
      vpc,
      subnets: callers,
      service: GatewayVpcEndpointAwsService.DYNAMODB,
    });
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints: HTTPS from the application tier',
      allowAllOutbound: false,
    });
    for (const { name, cidr } of clients) {
      this.securityGroup.addIngressRule(Peer.ipv4(cidr), Port.HTTPS, `HTTPS from the ${name}`);
    }
    const interfaces = props.interfaces.map((service) => {
      const endpoint = new InterfaceVpcEndpoint(this, service.shortName, {
        vpc,
        subnets: props.subnets,
        service,
        privateDnsEnabled: true,
        open: false,
        securityGroups: [this.securityGroup],
      });
      const documents = readAwsOwnedDocuments(this, service, props.interfaces, organizationId);
      return { endpoint, documents };
    });
    const endpoints: VpcEndpoint[] = [s3, dynamodb, ...interfaces.map(({ endpoint }) => endpoint)];
    for (const endpoint of endpoints) endpoint.addToPolicy(perimeter(this, organizationId));
    const buckets = readAwsOwnedBuckets(this, props.interfaces);
    if (buckets !== undefined) s3.addToPolicy(buckets);
    for (const { endpoint, documents } of interfaces) {
      if (documents !== undefined) endpoint.addToPolicy(documents);
    }
  }
}
