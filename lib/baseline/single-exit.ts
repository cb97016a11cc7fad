import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';
import { NetworkProfile } from '../network/network-profile';
import type { SegmentedVpc } from '../network/segmented-vpc';
import type { ParsedEnvironment } from './environment';

/**
 * Lets a network of the profile `minimal` have its way out in one zone, where data about persons would ask for two. Only here is known what the
 * environment holds: without such data nothing is found, and an exception that matches nothing is refused.
 */
export function exceptSingleExit({ wayOut }: SegmentedVpc, { network, assets }: ParsedEnvironment): void {
  if (wayOut === undefined || network?.profile !== NetworkProfile.MINIMAL || !assets.some(({ asset }) => asset.personal)) return;
  except(wayOut, {
    rule: 'Strongroom::MoreThanOneZone',
    reason:
      "The environment's network has the profile 'minimal': when the zone of its firewall and NAT gateway fails, applications lose their way out to the internet, and nothing else.",
    owner: OWN_EXCEPTIONS,
    expires: NEXT_REVIEW,
  });
}
