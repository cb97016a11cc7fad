import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Feature, isAvailableIn } from '../../availability';
import { FaultCollector } from '../../errors';
import type { Existing } from '../../existing';
import { ClientVpn } from './client-vpn';
import { type ClientVpnDeclaration, validateClientVpn } from './client-vpn-input';
import { ManagedInstanceProfile } from './managed-instance-profile';
import type { RemoteNetwork } from './remote-network';
import { type SessionManagerDeclaration, SessionManagerLogging, validateSessionManager } from './session-manager';
import { VerifiedAccess, type VerifiedAccessDeclaration, validateVerifiedAccess } from './verified-access';

/** How people get into an environment. There is no bastion: nothing else lets them in. */
export interface RemoteAccessDeclaration {
  /**
   * To web applications, databases and addresses, request by request.
   * @default - none
   */
  readonly verifiedAccess?: VerifiedAccessDeclaration;
  /**
   * Into the network, where the former doesn't do.
   * @default - none
   */
  readonly clientVpn?: ClientVpnDeclaration;
  /**
   * Onto instances.
   * @default - sessions of at most an hour, under the account that a tag of the person names
   */
  readonly sessionManager?: SessionManagerDeclaration;
}

/** Properties of `RemoteAccess`. */
export interface RemoteAccessProps extends RemoteAccessDeclaration {
  /** The network, with a management tier. */
  readonly network: RemoteNetwork;
  /**
   * Who sets the preferences of Session Manager already: a region has them once an account.
   * @default - nobody: they are made
   */
  readonly existingSessionPreferences?: Existing;
}

/** Where remote access is to be. */
export interface RemoteAccessPlace {
  /** `undefined` where only the deployment knows. */
  readonly region?: string | undefined;
  /** The CIDR of the network; `undefined` where it isn't known. */
  readonly networkCidr?: string | undefined;
}

/**
 * The ways in for people: Verified Access and a VPN where they are asked for, and sessions on instances always, so that there is a way
 * that is logged. No host stands for it, and no port is open.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class RemoteAccess extends Construct {
  public readonly verifiedAccess?: VerifiedAccess;
  public readonly clientVpn?: ClientVpn;
  public readonly sessions: SessionManagerLogging;
  /** For instances that are administered by sessions. */
  public readonly instances: ManagedInstanceProfile;

  public constructor(scope: Construct, id: string, props: RemoteAccessProps) {
    super(scope, id);
    const { network, verifiedAccess, clientVpn, sessionManager, existingSessionPreferences: existing } = props;
    const { region } = Stack.of(this);
    const faults = new FaultCollector(`remote access '${this.node.path}'`);
    checkRemoteAccess(faults, '', props, {
      region: Token.isUnresolved(region) ? undefined : region,
      networkCidr: network.plan.cidr,
    });
    faults.throwIfAny();
    this.sessions = new SessionManagerLogging(this, 'Sessions', { ...sessionManager, ...(existing && { existing }) });
    this.instances = new ManagedInstanceProfile(this, 'Instances', { vpc: network.vpc, sessions: this.sessions });
    if (verifiedAccess) this.verifiedAccess = new VerifiedAccess(this, 'VerifiedAccess', { ...verifiedAccess, network });
    if (clientVpn) this.clientVpn = new ClientVpn(this, 'ClientVpn', { ...clientVpn, network });
  }
}

/**
 * Notes every fault of a declaration.
 *
 * @param property where it stands: `environments[0].remoteAccess`
 */
export function checkRemoteAccess(
  faults: FaultCollector,
  property: string,
  declaration: RemoteAccessDeclaration,
  { region, networkCidr }: RemoteAccessPlace = {},
): void {
  const { verifiedAccess, clientVpn, sessionManager } = declaration;
  const at = (name: string) => (property === '' ? name : `${property}.${name}`);
  if (verifiedAccess !== undefined) {
    checkAvailable(faults, at('verifiedAccess'), Feature.VERIFIED_ACCESS, region);
    faults.attempt(at('verifiedAccess'), () => validateVerifiedAccess('Verified Access', verifiedAccess, undefined));
  }
  if (clientVpn !== undefined) {
    checkAvailable(faults, at('clientVpn'), Feature.CLIENT_VPN, region);
    faults.attempt(at('clientVpn'), () => validateClientVpn('client VPN', clientVpn, { networkCidr }));
  }
  if (sessionManager !== undefined) {
    faults.attempt(at('sessionManager'), () => validateSessionManager('sessions', sessionManager));
  }
}

function checkAvailable(faults: FaultCollector, property: string, feature: Feature, region: string | undefined): void {
  faults.check(
    isAvailableIn(region, feature),
    property,
    `${feature} in ${region}`,
    'left out: the region has none; people come in by sessions of Session Manager, through endpoints, each logged',
  );
}
