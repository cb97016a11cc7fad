import {
  CfnVerifiedAccessGroup,
  CfnVerifiedAccessInstance,
  CfnVerifiedAccessTrustProvider,
  type CfnVerifiedAccessTrustProviderProps,
} from 'aws-cdk-lib/aws-ec2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { SecretValue, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Feature, isAvailableIn } from '../../availability';
import { FaultCollector } from '../../errors';
import { KeyHierarchy } from '../../keys/key-hierarchy';
import { KeyPurpose } from '../../keys/key-purpose';
import { admitDelivery } from '../logs/delivered-logs';
import { keptLogGroup } from '../logs/kept-log-group';
import { accessPolicy, checkAccessRules, type VerifiedAccessRule } from './access-policy';
import type { RemoteNetwork } from './remote-network';
import {
  checkDeviceTrust,
  checkUserTrust,
  type DeviceTrust,
  type OidcTrust,
  POLICY_NAMES,
  USUAL_SCOPE,
  type UserTrust,
} from './trust';
import { VerifiedAccessEndpoint, type VerifiedAccessTarget } from './verified-access-endpoint';

/** How people reach applications, as an environment says it. */
export interface VerifiedAccessDeclaration {
  /** Who says who a person is. */
  readonly trust: UserTrust;
  /**
   * Who says what state a device is in.
   * @default - nobody: any device of whom the rules let in
   */
  readonly device?: DeviceTrust;
  /** Who may reach the applications, and in what circumstances. */
  readonly rules: readonly VerifiedAccessRule[];
  /**
   * Whether the cryptography is that of FIPS 140. AWS refuses it in regions that don't have it.
   * @default false
   */
  readonly fips?: boolean;
  /**
   * Subdomain whose name servers become those of Verified Access, for the names of what is reached by its addresses.
   * @default - none: no endpoints of ranges of addresses
   */
  readonly cidrSubdomain?: string;
}

/** Properties of `VerifiedAccess`. */
export interface VerifiedAccessProps extends VerifiedAccessDeclaration {
  readonly network: RemoteNetwork;
}

const SUBDOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * The way in for people: each request to an application is judged by who they are, and by the device where somebody knows it; none is
 * in the network. Every request is logged for a year with what was known of it, and what AWS keeps is under a key of one's own.
 *
 * Source: "How Verified Access works".
 *
 * @throws InvalidInputError naming every fault at once
 */
export class VerifiedAccess extends Construct {
  public readonly instanceId: string;
  public readonly groupId: string;
  public readonly network: RemoteNetwork;
  public readonly trust: UserTrust;
  public readonly device?: DeviceTrust;
  /** Subdomain of endpoints that are ranges of addresses. */
  public readonly cidrSubdomain?: string;
  /** Holds a year of requests. */
  public readonly logGroup: LogGroup;

  public constructor(scope: Construct, id: string, props: VerifiedAccessProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    validateVerifiedAccess(`Verified Access '${this.node.path}'`, props, Token.isUnresolved(region) ? undefined : region);
    const { network, trust, device, cidrSubdomain } = props;
    this.network = network;
    this.trust = trust;
    if (device !== undefined) this.device = device;
    if (cidrSubdomain !== undefined) this.cidrSubdomain = cidrSubdomain;
    const providers = [this.userProvider(), ...(device === undefined ? [] : [this.deviceProvider(device)])];
    this.logGroup = keptLogGroup(this, 'Logs', 'verified-access-logs');
    const delivery = admitDelivery(this.logGroup);
    const instance = new CfnVerifiedAccessInstance(this, 'Resource', {
      description: 'Applications, for people who are let in one by one',
      fipsEnabled: props.fips ?? false,
      verifiedAccessTrustProviderIds: providers.map((provider) => provider.attrVerifiedAccessTrustProviderId),
      loggingConfigurations: {
        cloudWatchLogs: { enabled: true, logGroup: this.logGroup.logGroupName },
        includeTrustContext: true,
        logVersion: 'ocsf-1.0.0-rc.2',
      },
      ...(cidrSubdomain !== undefined && { cidrEndpointsCustomSubDomain: cidrSubdomain }),
    });
    instance.node.addDependency(delivery);
    this.instanceId = instance.attrVerifiedAccessInstanceId;
    const group = new CfnVerifiedAccessGroup(this, 'Group', {
      verifiedAccessInstanceId: this.instanceId,
      description: 'Applications under one policy',
      policyEnabled: true,
      policyDocument: accessPolicy(props.rules, this),
      sseSpecification: this.encryption,
    });
    this.groupId = group.attrVerifiedAccessGroupId;
  }

  /** What AWS keeps of the policy and the providers names persons: under the key for secrets. */
  public get encryption(): { readonly customerManagedKeyEnabled: true; readonly kmsKeyArn: string } {
    return { customerManagedKeyEnabled: true, kmsKeyArn: KeyHierarchy.of(this).key(KeyPurpose.SECRETS).keyArn };
  }

  /**
   * Opens the way to an application, in this stack. Where the application is in another, make a `VerifiedAccessEndpoint` there.
   *
   * @throws InvalidInputError naming every fault at once
   */
  public addEndpoint(id: string, target: VerifiedAccessTarget): VerifiedAccessEndpoint {
    return new VerifiedAccessEndpoint(this, id, { ...target, access: this });
  }

  private userProvider(): CfnVerifiedAccessTrustProvider {
    return new CfnVerifiedAccessTrustProvider(this, 'UserTrust', {
      trustProviderType: 'user',
      userTrustProviderType: this.trust.kind,
      policyReferenceName: POLICY_NAMES.user,
      description: 'Who a person is',
      sseSpecification: this.encryption,
      ...(this.trust.kind === 'oidc' && oidcOptions(this.trust)),
    });
  }

  private deviceProvider(device: DeviceTrust): CfnVerifiedAccessTrustProvider {
    const signingKeys = device.kind === 'crowdstrike' ? device.publicSigningKeyUrl : undefined;
    return new CfnVerifiedAccessTrustProvider(this, 'DeviceTrust', {
      trustProviderType: 'device',
      deviceTrustProviderType: device.kind,
      policyReferenceName: POLICY_NAMES.device,
      description: 'What state a device is in',
      sseSpecification: this.encryption,
      deviceOptions: {
        tenantId: device.tenantId,
        ...(signingKeys !== undefined && { publicSigningKeyUrl: signingKeys }),
      },
    });
  }
}

/** The secret goes from Secrets Manager to Verified Access at deployment; the template has its name. */
function oidcOptions(
  trust: OidcTrust,
): Pick<CfnVerifiedAccessTrustProviderProps, 'oidcOptions' | 'nativeApplicationOidcOptions'> {
  const { clientSecretName, clientSecretField, publicSigningKeyEndpoint } = trust;
  const options = {
    issuer: trust.issuer,
    authorizationEndpoint: trust.authorizationEndpoint,
    tokenEndpoint: trust.tokenEndpoint,
    userInfoEndpoint: trust.userInfoEndpoint,
    clientId: trust.clientId,
    clientSecret: SecretValue.secretsManager(
      clientSecretName,
      clientSecretField === undefined ? {} : { jsonField: clientSecretField },
    ).unsafeUnwrap(),
    scope: trust.scope ?? USUAL_SCOPE,
  };
  return {
    oidcOptions: options,
    ...(publicSigningKeyEndpoint !== undefined && {
      nativeApplicationOidcOptions: { ...options, publicSigningKeyEndpoint },
    }),
  };
}

/**
 * Checks what is said of Verified Access.
 *
 * @param region where it is to be; `undefined` where only the deployment knows
 * @throws InvalidInputError naming every fault at once
 */
export function validateVerifiedAccess(subject: string, input: VerifiedAccessDeclaration, region: string | undefined): void {
  const faults = new FaultCollector(subject);
  faults.check(isAvailableIn(region, Feature.VERIFIED_ACCESS), 'region', region, NOT_AVAILABLE);
  checkUserTrust(faults, 'trust', input.trust);
  if (input.device !== undefined) checkDeviceTrust(faults, 'device', input.device);
  checkAccessRules(faults, 'rules', input.rules, input);
  if (input.cidrSubdomain !== undefined) {
    faults.check(
      SUBDOMAIN.test(input.cidrSubdomain),
      'cidrSubdomain',
      input.cidrSubdomain,
      "a subdomain in lower case: 'internal.example.com'",
    );
  }
  faults.throwIfAny();
}

const NOT_AVAILABLE =
  'a region that has AWS Verified Access; without it, people come in by sessions of Session Manager, through endpoints, each logged';
