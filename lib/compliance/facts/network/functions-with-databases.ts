import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { elements, read } from '../../template/values';
import { storesReachedByFunction } from '../policies/reach';
import { personalDataIn } from '../stores/declared-data';
import { DATABASE_PLACES, databasesBehind } from './database-places';
import { resourcesAmong } from './subnets';

/** Databases, caches and search engines that a network leads to: those with subnets, and the data of a serverless Redshift. */
const DATABASES: ReadonlySet<string> = new Set([
  ...Object.entries(DATABASE_PLACES).flatMap(([type, { subnets }]) => (subnets === undefined ? [] : [type])),
  'AWS::RedshiftServerless::Namespace',
]);

/**
 * The databases with data about persons that a function reaches: by what its role may do, by the secrets that open them, and by
 * security groups, of which the database's lets the function's in.
 */
export function databasesOfFunction(functionResource: Resource, index: TemplateIndex): readonly Resource[] {
  const byRole = storesReachedByFunction(functionResource, index).filter(({ type }) => DATABASES.has(type));
  const admitted = index.derive(databasesByGroup);
  const groups = resourcesAmong(elements(index, functionResource, 'VpcConfig.SecurityGroupIds'));
  return [...new Set([...byRole, ...groups.flatMap((group) => admitted.get(group) ?? [])])];
}

/** Databases with data about persons by the security groups that theirs let in. */
function databasesByGroup(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const clients = index.derive(clientsByGroup);
  return grouped(
    index.ofType(...Object.keys(DATABASE_PLACES)).flatMap((database) => {
      const path = DATABASE_PLACES[database.type]?.securityGroups;
      const personal = databasesBehind(database, index).find((each) => personalDataIn(each, index) !== undefined);
      if (path === undefined || personal === undefined) return [];
      const groups = resourcesAmong(elements(index, database, path));
      return groups.flatMap((group) => (clients.get(group) ?? []).map((client) => [client, personal] as const));
    }),
  );
}

/** The security groups that a security group lets in. */
function clientsByGroup(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const inline = index.ofType('AWS::EC2::SecurityGroup').flatMap((group) => {
    const clients = resourcesAmong(read(index, group, 'SecurityGroupIngress.*.SourceSecurityGroupId'));
    return clients.map((client) => [group, client] as const);
  });
  const apart = index.ofType('AWS::EC2::SecurityGroupIngress').flatMap((rule) => {
    const clients = resourcesAmong(read(index, rule, 'SourceSecurityGroupId'));
    return resourcesAmong(read(index, rule, 'GroupId')).flatMap((group) => clients.map((client) => [group, client] as const));
  });
  return grouped([...inline, ...apart]);
}
