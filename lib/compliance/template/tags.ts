import { intrinsic, isObject, type JsonObject, type Resource } from './resource';

/** Where a type has its tags, when it is not `Tags`. */
const TAG_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::Backup::LogicallyAirGappedBackupVault': 'BackupVaultTags',
  'AWS::Cognito::UserPool': 'UserPoolTags',
  'AWS::EFS::FileSystem': 'FileSystemTags',
};

/** The region of a stack, as its template says it. */
const OWN_REGION = { Ref: 'AWS::Region' };

/** The tags of a resource, or of one of its replicas. */
export interface TagSet {
  /** Where they are in the resource: `Properties.Tags`. */
  readonly location: string;
  /** Values by key. One that only the deployment knows is `undefined`. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** Whether some tags, with their keys, are only known at deployment. */
  readonly open: boolean;
  /** The region of what is tagged, as the template has it. */
  readonly region: unknown;
}

/** Where the tags of some types are not on the resource itself. */
const ELSEWHERE: Readonly<Record<string, (properties: JsonObject) => readonly TagSet[]>> = {
  'AWS::DynamoDB::GlobalTable': tagsOfReplicas,
  'AWS::EC2::Instance': tagsOfVolumes,
  'AWS::EC2::LaunchTemplate': tagsOfLaunchedVolumes,
};

/** The tags of a resource, in whichever shape its type has them: one set, or, of a global table, one for each replica. */
export function tagSetsOf({ type, properties }: Resource): readonly [TagSet, ...TagSet[]] {
  const [first, ...rest] = ELSEWHERE[type]?.(properties) ?? [];
  if (first !== undefined) return [first, ...rest];
  const property = TAG_PROPERTY[type] ?? 'Tags';
  return [read(properties[property], `Properties.${property}`)];
}

/** A table without replicas has nothing that is tagged. */
function tagsOfReplicas({ Replicas: replicas }: JsonObject): readonly TagSet[] {
  const location = 'Properties.Replicas';
  if (!Array.isArray(replicas) || replicas.length === 0) return [read(intrinsic(replicas) && replicas, location)];
  return replicas.map((replica: unknown, position) => {
    const { Tags: tags, Region: region } = isObject(replica) ? replica : {};
    return { ...read(tags, `${location}.${position}.Tags`), region };
  });
}

/** The volumes of an instance take its tags only when they are told to. */
function tagsOfVolumes(properties: JsonObject): readonly TagSet[] {
  const property = 'PropagateTagsToVolumeOnCreation';
  const propagated = String(properties[property]) === 'true';
  return [propagated ? read(properties['Tags'], 'Properties.Tags') : read(undefined, `Properties.${property}`)];
}

function tagsOfLaunchedVolumes({ LaunchTemplateData: data }: JsonObject): readonly TagSet[] {
  const specifications = isObject(data) ? data['TagSpecifications'] : undefined;
  const location = 'Properties.LaunchTemplateData.TagSpecifications';
  if (!Array.isArray(specifications)) return [read(specifications, location)];
  const ofVolumes = specifications.find((specification) => isObject(specification) && specification['ResourceType'] === 'volume');
  return [read(isObject(ofVolumes) ? ofVolumes['Tags'] : undefined, location)];
}

function read(tags: unknown, location: string): TagSet {
  const values = new Map<string, string | undefined>();
  if (tags === undefined) return { location, values, open: false, region: OWN_REGION };
  if (intrinsic(tags) !== undefined) return { location, values, open: true, region: OWN_REGION };
  let open = false;
  for (const [key, value] of entries(tags)) {
    if (typeof key === 'string') values.set(key, typeof value === 'object' ? undefined : String(value ?? ''));
    else open = true;
  }
  return { location, values, open, region: OWN_REGION };
}

function entries(tags: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(tags))
    return tags.map((tag: unknown) => (isObject(tag) ? [tag['Key'], tag['Value']] : [undefined, undefined]));
  return isObject(tags) ? Object.entries(tags) : [[undefined, undefined]];
}
