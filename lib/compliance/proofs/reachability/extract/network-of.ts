import { givesPublicAddresses } from '../../../facts/network/subnets';
import type { TemplateIndex } from '../../../template/template-index';
import type { NetworkModel } from '../model/network-model';
import { addInternetGateways } from './gateways';
import { addGroups } from './groups';
import { anythingIn, SUBJECT_TYPES, subjectsOf } from './interfaces';
import { NetworkBuilder } from './network-builder';
import type { Subject } from './subjects';
import { addSubnets, SUBNET } from './subnets';
import { idOf } from './things';
import { addVpcs } from './vpcs';

/** A network, and everything in it that a proof judges. */
export interface Extraction {
  readonly network: NetworkModel;
  readonly subjects: readonly Subject[];
}

/** The network of a set of templates, read once by `index.derive(extractionOf)`. */
export function extractionOf(index: TemplateIndex): Extraction {
  const network = new NetworkBuilder(index);
  // Most apps have no network, and pay nothing for it.
  if (index.ofType(...SUBJECT_TYPES).length === 0) return { network, subjects: [] };
  addVpcs(network);
  addInternetGateways(network);
  addSubnets(network);
  addGroups(network);
  for (const subnet of index.ofType(SUBNET)) if (givesPublicAddresses(subnet, index)) network.publicSubnets.add(idOf(subnet));
  const subjects = [...subjectsOf(network), ...index.ofType(SUBNET).flatMap((subnet) => anythingIn(network, subnet))];
  network.interfaces.push(...subjects.map((subject) => subject.interface));
  return { network, subjects };
}

/** The network of a set of templates: what they make, and what they name of elsewhere. */
export function networkOf(index: TemplateIndex): NetworkModel {
  return index.derive(extractionOf).network;
}
