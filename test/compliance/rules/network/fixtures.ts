import { type IVpc, Vpc, type VpcProps } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';

type Properties = Readonly<Record<string, unknown>>;

/** A resource of a plain template. */
export function resource(Type: string, properties: Properties = {}, rest: Properties = {}) {
  return { Type, Properties: properties, ...rest };
}

/** What a store of data about persons declares in its tags. */
export const PERSONAL = Object.entries({
  'strongroom:asset': 'orders',
  'strongroom:category': 'personal',
  'strongroom:owner': 'shop',
  'strongroom:retention-days': '365',
  'strongroom:residency': 'eu-central-1',
  'strongroom:subjects': 'customers',
  'strongroom:purposes': 'order-fulfilment',
  'strongroom:lawful-basis': 'contract',
}).map(([Key, Value]) => ({ Key, Value }));

/** The tag of a tier. */
export const tier = (Value: string) => [{ Key: 'strongroom:tier', Value }];

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const attribute = (logicalId: string, name = 'Arn') => ({ 'Fn::GetAtt': [logicalId, name] });
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** A parameter: what only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };

export const Network = resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
export const subnet = (properties: Properties = {}) => resource('AWS::EC2::Subnet', { VpcId: ref('Network'), ...properties });

/** A route table, the subnets that it serves, and its routes by their targets. */
export function routes(name: string, subnets: readonly string[], ...targets: readonly Properties[]) {
  return {
    [name]: resource('AWS::EC2::RouteTable', { VpcId: ref('Network') }),
    ...Object.fromEntries(
      subnets.map((id) => [
        `${name}${id}`,
        resource('AWS::EC2::SubnetRouteTableAssociation', { RouteTableId: ref(name), SubnetId: ref(id) }),
      ]),
    ),
    ...Object.fromEntries(
      targets.map((target, position) => [
        `${name}Route${position}`,
        resource('AWS::EC2::Route', { RouteTableId: ref(name), DestinationCidrBlock: '0.0.0.0/0', ...target }),
      ]),
    ),
  };
}

/** An internet gateway at the network. */
export const INTERNET = {
  Internet: resource('AWS::EC2::InternetGateway'),
  Attachment: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Network'), InternetGatewayId: ref('Internet') }),
};

/** A VPC of the CDK's. */
export function addVpc(stack: Stack, id: string, props: VpcProps = {}): IVpc {
  // Vpc declares an optional property of IVpc as possibly undefined, which exactOptionalPropertyTypes tells apart.
  return new Vpc(stack, id, { maxAzs: 2, ...props }) as IVpc;
}
