import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read, readFrom } from '../../template/values';
import { declarationsOf } from '../stores/declared-data';
import type { Copy } from './copy';
import { globalClustersOf } from './global-clusters';
import { regionsNamed } from './regions-named';

/** Each replica of a table has tags of its own, and the data of all. One outside of its own residency is for StaysInResidency to tell. */
export function amongReplicas(table: Resource, index: TemplateIndex): readonly Copy[] {
  return declarationsOf(table).flatMap((replica) => {
    const residency = replica.terms('residency');
    return regionsNamed(index, table, readFrom(index, table, replica.region, ''))
      .filter((region) => !replica.personal || (region !== undefined && residency.includes(region)))
      .map((region) => ({ of: table, region, location: 'Properties.Replicas' }));
  });
}

/** Every rule that is not surely disabled. A bucket that is not of the templates is where the key is that its replicas rest under. */
export function toBuckets(bucket: Resource, index: TemplateIndex): readonly Copy[] {
  const location = 'Properties.ReplicationConfiguration.Rules';
  return read(index, bucket, 'ReplicationConfiguration.Rules.*').flatMap((rule): readonly Copy[] => {
    if (rule.kind !== 'literal') return [{ of: bucket, region: undefined, location }];
    const at = (path: string) => readFrom(index, bucket, rule.value, path);
    if (at('Status').every((status) => status.kind === 'literal' && status.value === 'Disabled')) return [];
    const regions = regionsNamed(index, bucket, at('Destination.Bucket'));
    const byKey = () => regionsNamed(index, bucket, at('Destination.EncryptionConfiguration.ReplicaKmsKeyID'));
    return regions
      .flatMap((region) => (region === undefined ? orUnknown(byKey()) : [region]))
      .map((region) => ({ of: bucket, region, location }));
  });
}

/** To a region, or to a file system that is there already. */
export function toFileSystems(fileSystem: Resource, index: TemplateIndex): readonly Copy[] {
  const location = 'Properties.ReplicationConfiguration.Destinations';
  return read(index, fileSystem, 'ReplicationConfiguration.Destinations.*').flatMap((destination) => {
    const regions = (path: string) => {
      const targets: readonly Target[] =
        destination.kind === 'literal' ? readFrom(index, fileSystem, destination.value, path) : [destination];
      return regionsNamed(index, fileSystem, targets);
    };
    const given = regions('Region');
    return (given.length > 0 ? given : orUnknown(regions('FileSystemId'))).map((region) => ({
      of: fileSystem,
      region,
      location,
    }));
  });
}

function orUnknown(regions: readonly (string | undefined)[]): readonly (string | undefined)[] {
  return regions.length > 0 ? regions : [undefined];
}

/** To every other member that the templates have: one in another app is judged there, by the tags that it has. */
export function toMembers(cluster: Resource, index: TemplateIndex): readonly Copy[] {
  return globalClustersOf(cluster, index).flatMap(({ members }) => {
    const others = members.filter((member) => member !== cluster);
    return others.map((member) => ({ of: cluster, region: index.environmentOf(member).region, location: 'Properties' }));
  });
}
