import type { Stack } from 'aws-cdk-lib/core';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import type { CustomerNetwork } from '../network/customer-network';
import { ExistingNetwork } from '../network/existing/existing-network';
import { NetworkProfile } from '../network/network-profile';
import { RemoteAccess } from '../network/remote-access/remote-access';
import { SegmentedVpc } from '../network/segmented-vpc';
import { letsPeopleIn, type ParsedEnvironment } from './environment';

/** Makes the network of an environment, or takes the one that stands already. */
export function addNetwork(stack: Stack, environment: ParsedEnvironment): CustomerNetwork {
  const { existingNetwork, network: declared, existing: { publicAccess } = {} } = environment;
  if (existingNetwork !== undefined) return new ExistingNetwork(stack, 'Network', existingNetwork);
  const network = new SegmentedVpc(stack, 'Network', {
    ...declared,
    environment: environment.name,
    ...(letsPeopleIn(environment) && { management: true }),
    ...(publicAccess && { existing: { publicAccess } }),
  });
  exceptSingleExit(network, environment);
  return network;
}

/**
 * Makes the ways in for people, where the network has the tier for them.
 *
 * @param makeStack makes their stack
 */
export function addRemoteAccess(network: CustomerNetwork, environment: ParsedEnvironment, makeStack: () => Stack): void {
  if (!(network instanceof SegmentedVpc) || !letsPeopleIn(environment)) return;
  const { remoteAccess, existing: { sessionPreferences } = {} } = environment;
  new RemoteAccess(makeStack(), 'RemoteAccess', {
    ...remoteAccess,
    network,
    ...(sessionPreferences && { existingSessionPreferences: sessionPreferences }),
  });
}

/**
 * Lets a network of the profile `minimal` have its way out in one zone, where data about persons would ask for two. Only here is known what the
 * environment holds: without such data nothing is found, and an exception that matches nothing is refused.
 */
function exceptSingleExit({ wayOut }: SegmentedVpc, { network, assets }: ParsedEnvironment): void {
  if (wayOut === undefined || network?.profile !== NetworkProfile.MINIMAL || !assets.some(({ asset }) => asset.personal)) return;
  except(wayOut, {
    rule: 'Strongroom::MoreThanOneZone',
    reason:
      "The environment's network has the profile 'minimal': when the zone of its firewall and NAT gateway fails, applications lose their way out to the internet, and nothing else.",
    owner: OWN_EXCEPTIONS,
    expires: NEXT_REVIEW,
  });
}
