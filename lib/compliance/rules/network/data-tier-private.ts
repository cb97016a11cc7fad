import { Framework } from '../../citation';
import { DATABASE_PLACES, placesPersonalData, subnetsOfDatabase } from '../../facts/network/database-places';
import { resourcesAmong, subnetsOf } from '../../facts/network/subnets';
import { isPartOfCluster } from '../../facts/stores/store-types';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAbsent, isAlways, isFalse, read } from '../../template/values';

/**
 * No database, cache or search engine has a public address; and one that holds data about persons stands in data subnets: subnets
 * without a way out of the network, such as NoWayOut asks for. Subnets that are named by their ids are only warned of.
 *
 * An instance of RDS that says nothing of public access gets it where its VPC has an internet gateway ("CreateDBInstance"); all others
 * are private unless they say so. An OpenSearch domain outside every VPC has a public endpoint.
 */
export const dataTierPrivate: Rule = {
  id: 'DataTierPrivate',
  severity: 'error',
  resourceTypes: Object.keys(DATABASE_PLACES),
  why: 'A database that the internet reaches, or that reaches the internet, is one stolen password or one flaw away from losing its data.',
  fix: "Set 'PubliclyAccessible' to false, and give the database a subnet group (or 'SubnetIds', 'VPCOptions') of subnets whose route tables have no route to an internet or NAT gateway: those of a SegmentedVpc's SubnetTier.DATA, in the same app.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.20', '8.22'],
    [Framework.NIST80053]: ['SC-7', 'SC-7(21)'],
    [Framework.MLPS3]: ['8.1.2.1'],
  },
  exceptable: false,
  check: (database, index) => {
    const placed = placesPersonalData(database, index) && !isReplica(database);
    const { publicly } = DATABASE_PLACES[database.type] ?? {};
    if (publicly === undefined && !placed) return NOT_APPLICABLE;
    return violationsOrCompliant([...publicAddress(database, index), ...(placed ? places(database, index) : [])]);
  },
};

/** A replica has the subnets of its source, unless it says otherwise. */
function isReplica({ type, properties }: Resource): boolean {
  return (
    type === 'AWS::RDS::DBInstance' &&
    properties['SourceDBInstanceIdentifier'] !== undefined &&
    properties['DBSubnetGroupName'] === undefined
  );
}

function publicAddress(database: Resource, index: TemplateIndex): Violation[] {
  const { publicly, publicByDefault } = DATABASE_PLACES[database.type] ?? {};
  if (publicly === undefined) return [];
  const location = `Properties.${publicly}`;
  const given = read(index, database, publicly);
  const unsaid = isAlways(index, database, publicly, (value) => value === undefined);
  if (unsaid && (publicByDefault || isMultiZoneCluster(database))) {
    if (!mayHaveInternetGateway(database, index)) return [];
    const detail = `the database does not say '${publicly}', and AWS makes it public where its VPC has an internet gateway`;
    return [{ location, detail }];
  }
  if (isAlways(index, database, publicly, (value) => isFalse(value) || (value === undefined && !publicByDefault))) return [];
  return [{ location, detail: `the database is publicly accessible: '${publicly}' is ${describe(given)}` }];
}

/** Only such a cluster has an address of its own; one of Aurora has its instances'. */
function isMultiZoneCluster({ type, properties }: Resource): boolean {
  return type === 'AWS::RDS::DBCluster' && properties['DBClusterInstanceClass'] !== undefined;
}

/** Whether the VPC of a database is not known to be without an internet gateway. */
function mayHaveInternetGateway(database: Resource, index: TemplateIndex): boolean {
  const holders = isPartOfCluster(database, index) ? resourcesAmong(read(index, database, 'DBClusterIdentifier')) : [database];
  const subnets = holders.flatMap((holder) => subnetsOfDatabase(holder, index));
  const vpcs = subnets.flatMap((subnet) => (subnet.kind === 'resource' ? read(index, subnet.resource, 'VpcId') : [subnet]));
  const open = index.derive(vpcsWithInternetGateway);
  return vpcs.length === 0 || vpcs.some((vpc) => vpc.kind !== 'resource' || open.has(vpc.resource));
}

function vpcsWithInternetGateway(index: TemplateIndex): ReadonlySet<Resource> {
  const attachments = index.ofType('AWS::EC2::VPCGatewayAttachment');
  const ofInternet = attachments.filter((each) => !isAlways(index, each, 'InternetGatewayId', (value) => value === undefined));
  return new Set(ofInternet.flatMap((each) => resourcesAmong(read(index, each, 'VpcId'))));
}

function places(database: Resource, index: TemplateIndex): Violation[] {
  const path = DATABASE_PLACES[database.type]?.subnets?.path;
  if (path === undefined) return [];
  const location = `Properties.${path}`;
  const subnets = subnetsOfDatabase(database, index);
  const mayBeAbsent = read(index, database, path).some(isAbsent);
  if (mayBeAbsent || subnets.length === 0) {
    return [{ location, detail: `the store names no subnets: ${WITHOUT_SUBNETS[database.type] ?? IN_DEFAULT_VPC}` }];
  }
  const elsewhere = subnets.filter(isElsewhere);
  const found = subnets
    .filter((subnet) => !isElsewhere(subnet))
    .flatMap((each) => index.derive(subnetsOf).whyNotForData(each) ?? []);
  return [
    ...[...new Set(found)].map((why): Violation => ({ location, detail: `the store is outside of data subnets: ${why}` })),
    ...(elsewhere.length === 0 ? [] : [unseen(elsewhere, location)]),
  ];
}

/** A subnet that is named by its id stands in another app, or was there before: its routes are for others to judge. */
function isElsewhere(subnet: Target): boolean {
  return subnet.kind === 'literal' && /^subnet-[0-9a-f]+$/.test(String(subnet.value));
}

function unseen(subnets: readonly Target[], location: string): Violation {
  return {
    location,
    severity: 'warning',
    detail: `nobody sees here whether ${describe(subnets)} has a way out: no template here makes it`,
  };
}

const IN_DEFAULT_VPC = 'AWS puts it into the default VPC, whose subnets are public';
const WITHOUT_SUBNETS: Readonly<Record<string, string>> = {
  'AWS::Elasticsearch::Domain': 'its endpoint is public',
  'AWS::OpenSearchService::Domain': 'its endpoint is public',
};
