import { existsWith } from '../../template/existence';
import { append } from '../../template/grouped';
import { isNoValue, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isAbsent, read, readFrom } from '../../template/values';

/**
 * How many different elements a list surely has, at least; `undefined` where only the deployment knows the list. Of subnets that a
 * service takes one of a zone, it is the number of zones.
 */
export function fewestIn(index: TemplateIndex, resource: Resource, path: string): number | undefined {
  const lists = readFrom(index, resource, resource.properties, path).map((list) => {
    if (list.kind !== 'literal') return undefined;
    const elements: readonly unknown[] = Array.isArray(list.value) ? list.value : [];
    // An element that a condition may leave out is none for sure.
    const sure = elements.filter(
      (each) => readFrom(index, resource, each, '').every((one) => !isAbsent(one)) && !isNoValue(each),
    );
    return new Set(sure.map((each) => JSON.stringify(each))).size;
  });
  return lists.includes(undefined) ? undefined : Math.min(...lists.map((count) => count ?? 0));
}

/** Instances of each database cluster. Made once by `index.derive(instances)`. */
function instances(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const found = new Map<Resource, Resource[]>();
  for (const instance of index.ofType('AWS::DocDB::DBInstance', 'AWS::Neptune::DBInstance', 'AWS::RDS::DBInstance')) {
    const [cluster, ...others] = index.resolve(instance, instance.properties['DBClusterIdentifier']);
    if (cluster?.kind !== 'resource' || others.length > 0 || !existsWith(instance, cluster.resource)) continue;
    append(found, cluster.resource, instance);
  }
  return found;
}

/** In how many zones the instances of a database cluster are at least: each in one of its own, unless they name the same one. */
export function zonesOfCluster(cluster: Resource, index: TemplateIndex): number {
  const all = index.derive(instances).get(cluster) ?? [];
  return new Set(all.map(({ path, properties }) => JSON.stringify(properties['AvailabilityZone'] ?? path))).size;
}

/** What a network has one of in each zone, and where each says its subnet. */
const ONE_A_ZONE: Readonly<Record<string, string>> = {
  'AWS::EC2::NatGateway': 'SubnetId',
  'AWS::NetworkFirewall::Firewall': 'SubnetMappings.0.SubnetId',
};

/** Whether the network of a NAT gateway or a firewall has another of them in another zone for sure, whenever that one is there. */
export function hasTwinsInZones(gateway: Resource, index: TemplateIndex): boolean {
  const { network, zone } = placeOf(gateway, index);
  const beside = index.derive(zonesOfTwins);
  return [ALWAYS, whenOf(gateway)].some((when) => {
    const zones = beside.get(`${gateway.type}\n${network}\n${when}`) ?? new Set();
    return zones.size > 1 || (zones.size === 1 && !zones.has(zone));
  });
}

/** Zones of NAT gateways and firewalls by their network, and by when they are there. Made once by `index.derive(zonesOfTwins)`. */
function zonesOfTwins(index: TemplateIndex): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const gateway of index.ofType(...Object.keys(ONE_A_ZONE))) {
    const { network, zone } = placeOf(gateway, index);
    const key = `${gateway.type}\n${network}\n${whenOf(gateway)}`;
    found.set(key, (found.get(key) ?? new Set()).add(zone));
  }
  return found;
}

const ALWAYS = '';

/** Under which condition of its template a resource is there. */
function whenOf({ template, definition }: Resource): string {
  return definition['Condition'] === undefined ? ALWAYS : JSON.stringify([template, definition['Condition']]);
}

/** A subnet that no template of the index makes is a zone of its own. */
function placeOf(gateway: Resource, index: TemplateIndex): { readonly network: string; readonly zone: string } {
  const [subnet] = read(index, gateway, ONE_A_ZONE[gateway.type] ?? '');
  if (subnet?.kind !== 'resource') {
    return { network: JSON.stringify(index.environmentOf(gateway)), zone: JSON.stringify(subnet) };
  }
  const { path, properties, template } = subnet.resource;
  const [vpc] = index.resolve(subnet.resource, properties['VpcId']);
  const network = vpc?.kind === 'resource' ? vpc.resource.path : JSON.stringify([template, properties['VpcId']]);
  return { network, zone: JSON.stringify(properties['AvailabilityZone'] ?? properties['AvailabilityZoneId'] ?? path) };
}
