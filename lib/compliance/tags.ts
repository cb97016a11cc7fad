import { intrinsic, isObject, type Resource } from './resource';

/** Where a type has its tags, when it is not `Tags`. */
const TAG_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Backup::LogicallyAirGappedBackupVault': 'BackupVaultTags',
  'AWS::Cognito::UserPool': 'UserPoolTags',
  'AWS::EFS::FileSystem': 'FileSystemTags',
};

/** The tags of a resource, or of one of its replicas. */
export interface TagSet {
  /** Where they are in the resource: `Properties.Tags`. */
  readonly location: string;
  /** Values by key. One that only the deployment knows is `undefined`. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** Whether some tags, with their keys, are only known at deployment. */
  readonly open: boolean;
}

/** The tags of a resource, in whichever shape its type has them. A global table has a set for each replica. */
export function tagSetsOf(resource: Resource): readonly TagSet[] {
  if (resource.type !== 'AWS::DynamoDB::GlobalTable') {
    const property = TAG_PROPERTY[resource.type] ?? 'Tags';
    return [read(resource.properties[property], `Properties.${property}`)];
  }
  const replicas = resource.properties['Replicas'];
  if (!Array.isArray(replicas)) return [{ location: 'Properties.Replicas', values: new Map(), open: replicas !== undefined }];
  return replicas.map((replica: unknown, position) => {
    return read(isObject(replica) ? replica['Tags'] : undefined, `Properties.Replicas.${position}.Tags`);
  });
}

function read(tags: unknown, location: string): TagSet {
  const values = new Map<string, string | undefined>();
  if (tags === undefined) return { location, values, open: false };
  if (intrinsic(tags) !== undefined) return { location, values, open: true };
  let open = false;
  for (const [key, value] of entries(tags)) {
    if (typeof key === 'string') values.set(key, typeof value === 'object' ? undefined : String(value));
    else open = true;
  }
  return { location, values, open };
}

function entries(tags: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(tags))
    return tags.map((tag: unknown) => (isObject(tag) ? [tag['Key'], tag['Value']] : [undefined, undefined]));
  return isObject(tags) ? Object.entries(tags) : [[undefined, undefined]];
}
