import { Framework } from '../../citation';
import { fewestIn, hasTwinsInZones, zonesOfCluster } from '../../facts/network/zones';
import { personalDataIn } from '../../facts/stores/declared-data';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isAlways, isTrue, read } from '../../template/values';

type Check = (resource: Resource, index: TemplateIndex) => Violation[];

const atLeast = (fewest: number, absent: number) => (value: unknown) =>
  (value === undefined ? absent : (asNumber(value) ?? 0)) >= fewest;
const is = (wanted: string) => (value: unknown) => value === wanted;

/** Databases and caches, each with the properties of which one is enough. */
const STORES: Readonly<Record<string, Check>> = {
  'AWS::DAX::Cluster': property({ ReplicationFactor: atLeast(2, 1) }),
  'AWS::DocDB::DBCluster': instances,
  'AWS::EFS::FileSystem': property({ AvailabilityZoneName: (zone) => zone === undefined }),
  'AWS::ElastiCache::CacheCluster': property({ AZMode: is('cross-az') }),
  'AWS::ElastiCache::ReplicationGroup': property({ MultiAZEnabled: isTrue }),
  'AWS::Elasticsearch::Domain': property({ 'ElasticsearchClusterConfig.ZoneAwarenessEnabled': isTrue }),
  'AWS::MemoryDB::Cluster': property({ NumReplicasPerShard: atLeast(1, 1) }),
  'AWS::Neptune::DBCluster': instances,
  'AWS::OpenSearchService::Domain': property({ 'ClusterConfig.ZoneAwarenessEnabled': isTrue }),
  'AWS::RDS::DBCluster': (cluster, index) => {
    // A Multi-AZ DB cluster has three zones, and no instances of its own in a template.
    const hasZones = isAlways(index, cluster, 'DBClusterInstanceClass', (given) => given !== undefined);
    return hasZones ? [] : instances(cluster, index);
  },
  'AWS::RDS::DBInstance': property({ MultiAZ: isTrue }),
  'AWS::Redshift::Cluster': property({ MultiAZ: isTrue, AvailabilityZoneRelocation: isTrue }),
  'AWS::Timestream::InfluxDBInstance': property({ DeploymentType: is('WITH_MULTIAZ_STANDBY') }),
};

/** What a network has of its own in each zone. */
const NETWORK: Readonly<Record<string, Check>> = {
  'AWS::EC2::NatGateway': (gateway, index) => {
    if (isAlways(index, gateway, 'AvailabilityMode', is('regional')) || hasTwinsInZones(gateway, index)) return [];
    return [
      { location: 'Properties.SubnetId', detail: 'the NAT gateway is in the only zone of its network that has one for sure' },
    ];
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': lists('AvailabilityZones', 'Subnets'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (balancer, index) => {
    // Elastic Load Balancing refuses an application load balancer in one zone.
    const isApplication = isAlways(index, balancer, 'Type', (type) => type === undefined || type === 'application');
    return isApplication ? [] : lists('SubnetMappings', 'Subnets')(balancer, index);
  },
  'AWS::NetworkFirewall::Firewall': (firewall, index) =>
    hasTwinsInZones(firewall, index) ? [] : lists('AvailabilityZoneMappings', 'SubnetMappings')(firewall, index),
};

/**
 * What data about persons depends on is in two availability zones or more: the databases, caches and shared file systems that hold it;
 * and where such data stands, load balancers, NAT gateways and network firewalls. Stores that a region always keeps in several zones
 * (S3, DynamoDB, serverless ones) are not asked.
 *
 * Instances of a database cluster are spread over zones by the service, unless they name the same one. Subnets of a load balancer or a
 * firewall are in different zones, since AWS takes no two of one.
 */
export const moreThanOneZone: Rule = {
  id: 'MoreThanOneZone',
  severity: 'error',
  resourceTypes: [...Object.keys(STORES), ...Object.keys(NETWORK)],
  why: 'One zone fails now and then, and takes everything with it that is nowhere else.',
  fix: "Give the store a standby in another zone ('MultiAZ', 'MultiAZEnabled' or 'ZoneAwarenessEnabled' true; a second instance of the cluster), and the load balancer, the NAT gateways and the firewall a subnet in each of two zones. An environment that does without says so by except().",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.ISO27001]: ['8.14'],
    [Framework.NIST80053]: ['CP-10'],
    [Framework.MLPS3]: ['8.1.2.1', '8.1.4.9'],
  },
  exceptable: true,
  check: (resource, index) => {
    const ofNetwork = NETWORK[resource.type];
    const isAbout = ofNetwork === undefined ? personalDataIn(resource, index) !== undefined : holdsPersonalData(resource, index);
    if (!isAbout || isReplica(resource)) return NOT_APPLICABLE;
    return violationsOrCompliant((ofNetwork ?? STORES[resource.type])?.(resource, index) ?? []);
  },
};

/** A read replica is itself what stands in another place. */
function isReplica({ type, properties }: Resource): boolean {
  return type === 'AWS::RDS::DBInstance' && properties['SourceDBInstanceIdentifier'] !== undefined;
}

function property(enough: Readonly<Record<string, (value: unknown) => boolean>>): Check {
  return (resource, index) => {
    if (Object.entries(enough).some(([path, satisfies]) => isAlways(index, resource, path, satisfies))) return [];
    const [path = ''] = Object.keys(enough);
    const detail = `the store is in one zone, for all that is known: '${path}' is ${describe(read(index, resource, path))}`;
    return [{ location: `Properties.${path}`, detail }];
  };
}

function instances(cluster: Resource, index: TemplateIndex): Violation[] {
  const zones = zonesOfCluster(cluster, index);
  if (zones > 1) return [];
  return [
    { detail: `the instances of the cluster are in ${zones === 0 ? 'no zone' : 'one zone'} that is known: it needs two or more` },
  ];
}

/** Lists of subnets or zones, of which a resource has one. */
function lists(...paths: readonly string[]): Check {
  return (resource, index) => {
    const counts = paths.map((path) => fewestIn(index, resource, path));
    if (counts.some((count) => count !== undefined && count > 1)) return [];
    const given = paths.find((_, position) => counts[position] !== 0) ?? paths.at(-1);
    const detail = counts.includes(undefined)
      ? `only the deployment knows the subnets in '${given}', which may be in one zone`
      : `'${given}' has ${Math.max(...counts.map((count) => count ?? 0))} subnet or zone for sure: it needs two or more`;
    return [{ location: `Properties.${given}`, detail }];
  };
}
