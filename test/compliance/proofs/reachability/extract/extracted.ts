import { extractionOf } from '../../../../../lib/compliance/proofs/reachability/extract/network-of';
import type { Subject } from '../../../../../lib/compliance/proofs/reachability/extract/subjects';
import { formatAddress } from '../../../../../lib/compliance/proofs/reachability/model/addresses';
import type { Intervals } from '../../../../../lib/compliance/proofs/reachability/model/intervals';
import type {
  NetworkModel,
  RouteModel,
  SubnetModel,
} from '../../../../../lib/compliance/proofs/reachability/model/network-model';
import { TemplateIndex, type TemplateSource } from '../../../../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../../../../support/app';

/** The network of a plain template `Test`, in words that a test compares. */
export class Extracted {
  public readonly network: NetworkModel;
  private readonly subjects: readonly Subject[];

  public constructor(resources: Readonly<Record<string, unknown>>, ...others: readonly TemplateSource[]) {
    const own = { name: 'Test', template: { Resources: resources }, environment: ENVIRONMENT };
    const extraction = new TemplateIndex([own, ...others]).derive(extractionOf);
    this.network = extraction.network;
    this.subjects = extraction.subjects;
  }

  public subnet(logicalId: string): SubnetModel {
    const subnet = this.network.subnets.get(`Test#${logicalId}`);
    if (subnet === undefined) throw new Error(`no subnet ${logicalId}`);
    return subnet;
  }

  /** Routes as `10.0.0.0-10.0.255.255 local, surely`. */
  public routes(logicalId: string): readonly string[] {
    return this.subnet(logicalId).routes.map(describeRoute);
  }

  /** Entries of a subnet's ACL as they are said, denials that close nothing in brackets. */
  public acl(logicalId: string) {
    const { inbound, outbound } = this.subnet(logicalId).acl;
    const says = (entries: typeof inbound) =>
      entries.map(({ origin, allows, isSure }) => (allows || isSure ? origin.says : `(${origin.says})`));
    return { inbound: says(inbound), outbound: says(outbound) };
  }

  /** Rules of a group as they are said. */
  public group(id: string) {
    const group = this.network.groups.get(`Test#${id}`);
    return {
      inbound: group?.inbound.map(({ origin }) => origin.says),
      outbound: group?.outbound.map(({ origin }) => origin.says),
    };
  }

  /** The interfaces of a resource. */
  public interfacesOf(logicalId: string) {
    return this.subjects
      .filter(({ resource, interface: { role } }) => resource.logicalId === logicalId && role !== 'anything')
      .map((subject) => {
        const { role, subnets, groups, hasPublicAddress, listens, relays } = subject.interface;
        const own = (ids: readonly string[] | undefined) => ids?.map((id) => id.replace('Test#', ''));
        return {
          role,
          subnets: own(subnets),
          groups: own(groups),
          isPublic: hasPublicAddress,
          ...(listens !== undefined && { listens: listens.map(({ protocols, ports }) => `${protocols}:${ports}`) }),
          ...(relays && { relays }),
          ...(!subject.initiates && { answersOnly: true }),
        };
      });
  }
}

export function describeAddresses({ intervals }: Intervals): string {
  return intervals.map(([first, last]) => `${formatAddress(first)}-${formatAddress(last)}`).join(' ');
}

function describeRoute({ destinations, target, isSure, length }: RouteModel): string {
  const to = target.kind === 'gateway' ? target.gateway.replace('Test#', '') : target.kind;
  return `${describeAddresses(destinations)} /${length} ${to}${isSure ? '' : ', perhaps'}`;
}
