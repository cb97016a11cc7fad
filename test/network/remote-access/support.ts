import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { StrongroomChecks } from '../../../lib/compliance/packs';
import { InvalidInputError } from '../../../lib/errors';
import { CidrPlan } from '../../../lib/network/addresses/cidr-plan';
import type { VerifiedAccessRule } from '../../../lib/network/remote-access/access-policy';
import type { ClientVpnDeclaration } from '../../../lib/network/remote-access/client-vpn-input';
import type { RemoteNetwork } from '../../../lib/network/remote-access/remote-network';
import type { OidcTrust } from '../../../lib/network/remote-access/trust';
import type { VerifiedAccessDeclaration } from '../../../lib/network/remote-access/verified-access';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';
import { findings, resourcesOf } from '../support';

/** A network with a management tier over two zones, made elsewhere. */
export function networkFor(stack: Stack): RemoteNetwork {
  const subnets = ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'];
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0aaaaaaaaaaaaaaa0',
    availabilityZones: ['a', 'b'].map((zone) => `eu-central-1${zone}`),
    isolatedSubnetIds: subnets,
    isolatedSubnetNames: [SubnetTier.MANAGEMENT],
    isolatedSubnetRouteTableIds: ['rtb-0aaaaaaaaaaaaaaa1', 'rtb-0aaaaaaaaaaaaaaa2'],
  });
  return { vpc, plan: new CidrPlan('10.0.0.0/16'), tier: (tier) => ({ subnetGroupName: tier }) };
}

/** A provider that speaks OpenID Connect. */
export const OIDC: OidcTrust = {
  kind: 'oidc',
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  clientId: 'strongroom',
  clientSecretName: 'remote-access/oidc',
};

export const RULE: VerifiedAccessRule = { persona: 'operators', groups: ['Operations'], emailDomain: 'example.com' };

export const VERIFIED_ACCESS: VerifiedAccessDeclaration = { trust: OIDC, rules: [RULE] };

export const CLIENT_VPN: ClientVpnDeclaration = {
  clientCidr: '172.20.0.0/20',
  serverCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-1111-1111-1111-111111111111',
  clientCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/22222222-2222-2222-2222-222222222222',
  samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/idp',
  secondFactor: 'idp/policies/second-factor-always',
  authorize: [{ tier: SubnetTier.APPLICATION, groupId: 'operators' }],
};

/** What making something says that is wrong: `property: got ...; allowed`. */
export function faultsOf(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
    throw error;
  }
  return [];
}

/** What the packs of cdk-nag and every rule of Strongroom's find, as `construct path: rule`. */
export function everyFinding(stack: Stack): string[] {
  const found = findings(stack);
  const own = new StrongroomChecks().validateScope(stack).violations.flatMap(({ ruleName, violatingResources }) => {
    return violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}`);
  });
  return [...found, ...own];
}

/** A template's resources of some types, as they are written but for their ids. */
export function documentsOf(stack: Stack, ...types: readonly string[]): { path: string; type: string; properties: unknown }[] {
  return resourcesOf(stack)
    .filter(({ type }) => types.includes(type))
    .map(({ path, type, properties }) => ({ path, type, properties }));
}

/** The whole template as text, with what the deployment fills in as it is written there. */
export function textOf(stack: Stack): string {
  return JSON.stringify(Template.fromStack(stack).toJSON());
}
