import { intrinsic, isObject, type JsonObject, type Resource } from '../template/resource';
import type { TemplateIndex } from '../template/template-index';
import { resourcesIn, textsOf } from '../template/text';
import { readFrom } from '../template/values';
import { KINDS_OF_PRINCIPAL, type Policy, type PolicyKind, type Principal, Statement } from './statement';

/** Where a type has a policy, and of which kind. Segments as in `read`. */
interface Place {
  readonly path: string;
  readonly kind: PolicyKind;
}

const INLINE = { path: 'Policies.*.PolicyDocument', kind: 'identity' } as const;
const DOCUMENT = { path: 'PolicyDocument', kind: 'identity' } as const;

const IDENTITY: Readonly<Record<string, readonly Place[]>> = {
  'AWS::IAM::Group': [INLINE],
  'AWS::IAM::GroupPolicy': [DOCUMENT],
  'AWS::IAM::ManagedPolicy': [DOCUMENT],
  'AWS::IAM::Policy': [DOCUMENT],
  'AWS::IAM::Role': [INLINE],
  'AWS::IAM::RolePolicy': [DOCUMENT],
  'AWS::IAM::User': [INLINE],
  'AWS::IAM::UserPolicy': [DOCUMENT],
  'AWS::SSO::PermissionSet': [{ path: 'InlinePolicy', kind: 'identity' }],
};

const resource = (path: string): readonly Place[] => [{ path, kind: 'resource' }];

const RESOURCE: Readonly<Record<string, readonly Place[]>> = {
  'AWS::ApiGateway::RestApi': resource('Policy'),
  'AWS::Backup::BackupVault': resource('AccessPolicy'),
  'AWS::Backup::LogicallyAirGappedBackupVault': resource('AccessPolicy'),
  'AWS::DSQL::Cluster': resource('PolicyDocument'),
  'AWS::DynamoDB::GlobalTable': resource('Replicas.*.ResourcePolicy.PolicyDocument'),
  'AWS::DynamoDB::Table': resource('ResourcePolicy.PolicyDocument'),
  'AWS::EC2::VPCEndpoint': resource('PolicyDocument'),
  'AWS::ECR::Repository': resource('RepositoryPolicyText'),
  'AWS::EFS::FileSystem': resource('FileSystemPolicy'),
  'AWS::Events::EventBusPolicy': resource('Statement'),
  'AWS::KMS::Key': resource('KeyPolicy'),
  'AWS::KMS::ReplicaKey': resource('KeyPolicy'),
  'AWS::Kinesis::ResourcePolicy': resource('ResourcePolicy'),
  'AWS::Logs::Destination': resource('DestinationPolicy'),
  'AWS::Logs::ResourcePolicy': resource('PolicyDocument'),
  'AWS::OpenSearchService::Domain': resource('AccessPolicies'),
  'AWS::S3::AccessPoint': resource('Policy'),
  'AWS::S3::BucketPolicy': resource('PolicyDocument'),
  'AWS::S3Express::BucketPolicy': resource('PolicyDocument'),
  'AWS::S3Tables::TableBucketPolicy': resource('ResourcePolicy'),
  'AWS::S3Vectors::VectorBucketPolicy': resource('Policy'),
  'AWS::SNS::TopicInlinePolicy': resource('PolicyDocument'),
  'AWS::SNS::TopicPolicy': resource('PolicyDocument'),
  'AWS::SQS::QueueInlinePolicy': resource('PolicyDocument'),
  'AWS::SQS::QueuePolicy': resource('PolicyDocument'),
  'AWS::SecretsManager::ResourcePolicy': resource('ResourcePolicy'),
};

const TRUST: Readonly<Record<string, readonly Place[]>> = {
  'AWS::IAM::Role': [{ path: 'AssumeRolePolicyDocument', kind: 'trust' }],
};

/** Types whose policies say what an identity may do. */
export const IDENTITY_POLICY_TYPES = Object.keys(IDENTITY);
/** Types whose policies say who may use a resource. `AWS::Lambda::Permission` has no document, and is not among them. */
export const RESOURCE_POLICY_TYPES = Object.keys(RESOURCE);

/** Every policy that a resource carries, or that it attaches to another. */
export function policiesOf(holder: Resource, index: TemplateIndex): readonly Policy[] {
  return index.derive(policies).get(holder) ?? [];
}

/** Policies by their holder. Made once by `index.derive(policies)`. */
function policies(index: TemplateIndex): ReadonlyMap<Resource, readonly Policy[]> {
  const found = new Map<Resource, readonly Policy[]>();
  for (const table of [IDENTITY, RESOURCE, TRUST]) {
    for (const [type, places] of Object.entries(table)) {
      for (const holder of index.ofType(type)) {
        const read = places.flatMap((place) => policiesAt(holder, place, index));
        found.set(holder, [...(found.get(holder) ?? []), ...read]);
      }
    }
  }
  return found;
}

function policiesAt(holder: Resource, { path, kind }: Place, index: TemplateIndex): Policy[] {
  // A list of policies is walked by position, so that each statement has a location of its own.
  const [list, rest] = path.split('.*.');
  if (list === undefined || rest === undefined) return policyAt(holder, path, kind, index);
  return readFrom(index, holder, holder.properties, list).flatMap((target) => {
    if (target.kind !== 'literal') return [unread(holder, kind, list)];
    return Array.isArray(target.value)
      ? target.value.flatMap((_, position) => policyAt(holder, `${list}.${position}.${rest}`, kind, index))
      : [];
  });
}

function policyAt(holder: Resource, path: string, kind: PolicyKind, index: TemplateIndex): Policy[] {
  return readFrom(index, holder, holder.properties, path).flatMap((target) => {
    if (target.kind !== 'literal') return [unread(holder, kind, path)];
    if (target.value === undefined) return [];
    const document = typeof target.value === 'string' ? parsed(target.value) : target.value;
    // An event bus policy is one statement, without a document around it.
    const statements =
      isObject(document) && 'Effect' in document ? document : isObject(document) ? document['Statement'] : undefined;
    if (statements === undefined) return [unread(holder, kind, path)];
    return [policyOf(holder, kind, path, statements, index)];
  });
}

function policyOf(holder: Resource, kind: PolicyKind, path: string, given: unknown, index: TemplateIndex): Policy {
  const location = `Properties.${path}`;
  const targets = Array.isArray(given)
    ? given.flatMap((each: unknown) => readFrom(index, holder, each, ''))
    : readFrom(index, holder, given, '');
  const statements = targets.flatMap((target, position) =>
    target.kind === 'literal' && isObject(target.value)
      ? [statementOf(target.value, `${location}.Statement.${position}`, holder, index)]
      : [],
  );
  return { holder, kind, location, statements, open: statements.length < targets.length };
}

function unread(holder: Resource, kind: PolicyKind, path: string): Policy {
  return { holder, kind, location: `Properties.${path}`, statements: [], open: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statementOf(raw: JsonObject, location: string, holder: Resource, index: TemplateIndex): Statement {
  const texts = (value: unknown) => list(value).flatMap((each) => textsOf(index, holder, each));
  return new Statement({
    location,
    raw,
    allows: texts(raw['Effect']).some((effect) => effect !== 'Deny'),
    principals: principalsOf(raw['Principal'], holder, index),
    notPrincipal: raw['NotPrincipal'] !== undefined,
    actions: texts(raw['Action']),
    notActions: texts(raw['NotAction']),
    resources: texts(raw['Resource']),
    notResources: texts(raw['NotResource']),
    resourcesNamed: resourcesIn(index, holder, raw['Resource']),
    conditions: conditionsOf(raw['Condition'], texts),
  });
}

function principalsOf(value: unknown, holder: Resource, index: TemplateIndex): Principal[] {
  if (value === undefined) return [];
  if (!isObject(value) || intrinsic(value) !== undefined) {
    return list(value).flatMap((each) => textsOf(index, holder, each).map((text) => ({ kind: 'AWS', value: text, named: [] })));
  }
  return Object.entries(value).flatMap(([given, values]) => {
    const kind = KINDS_OF_PRINCIPAL.find((known) => known === given);
    return list(values).flatMap((each) =>
      textsOf(index, holder, each).map((text) => ({ kind: kind ?? 'AWS', value: text, named: resourcesIn(index, holder, each) })),
    );
  });
}

function conditionsOf(value: unknown, texts: (value: unknown) => string[]) {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isObject(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: texts(values) }))
      : [],
  );
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
