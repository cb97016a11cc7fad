import type { Violation } from '../../rule';
import { parsedJson } from '../../template/json';
import type { Target } from '../../template/references';
import { intrinsic, isNoValue, isObject, type JsonObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { isPresent, readFrom } from '../../template/values';
import { type Condition, KINDS_OF_PRINCIPAL, type Policy, type PolicyKind, type Principal, Statement } from './statement';

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
  'AWS::CloudTrail::ResourcePolicy': resource('ResourcePolicy'),
  'AWS::CodeArtifact::Domain': resource('PermissionsPolicyDocument'),
  'AWS::CodeArtifact::Repository': resource('PermissionsPolicyDocument'),
  'AWS::DSQL::Cluster': resource('PolicyDocument'),
  'AWS::DynamoDB::GlobalTable': [
    ...resource('Replicas.*.ResourcePolicy.PolicyDocument'),
    ...resource('Replicas.*.ReplicaStreamSpecification.ResourcePolicy.PolicyDocument'),
  ],
  'AWS::DynamoDB::Table': [
    ...resource('ResourcePolicy.PolicyDocument'),
    ...resource('StreamSpecification.ResourcePolicy.PolicyDocument'),
  ],
  'AWS::EC2::VPCEndpoint': resource('PolicyDocument'),
  'AWS::ECR::RegistryPolicy': resource('PolicyText'),
  'AWS::ECR::Repository': resource('RepositoryPolicyText'),
  'AWS::EFS::FileSystem': resource('FileSystemPolicy'),
  'AWS::Elasticsearch::Domain': resource('AccessPolicies'),
  'AWS::Events::EventBusPolicy': resource('Statement'),
  'AWS::KMS::Key': resource('KeyPolicy'),
  'AWS::KMS::ReplicaKey': resource('KeyPolicy'),
  'AWS::Kinesis::ResourcePolicy': resource('ResourcePolicy'),
  'AWS::Logs::Destination': resource('DestinationPolicy'),
  'AWS::Logs::ResourcePolicy': resource('PolicyDocument'),
  'AWS::MSK::ClusterPolicy': resource('Policy'),
  'AWS::OpenSearchService::Domain': resource('AccessPolicies'),
  'AWS::S3::AccessPoint': resource('Policy'),
  'AWS::S3::BucketPolicy': resource('PolicyDocument'),
  'AWS::S3::MultiRegionAccessPointPolicy': resource('Policy'),
  'AWS::S3Express::AccessPoint': resource('Policy'),
  'AWS::S3Express::BucketPolicy': resource('PolicyDocument'),
  'AWS::S3Files::FileSystemPolicy': resource('Policy'),
  'AWS::S3ObjectLambda::AccessPointPolicy': resource('PolicyDocument'),
  'AWS::S3Outposts::AccessPoint': resource('Policy'),
  'AWS::S3Outposts::BucketPolicy': resource('PolicyDocument'),
  'AWS::S3Tables::TableBucketPolicy': resource('ResourcePolicy'),
  'AWS::S3Tables::TablePolicy': resource('ResourcePolicy'),
  'AWS::S3Vectors::VectorBucketPolicy': resource('Policy'),
  'AWS::SNS::TopicInlinePolicy': resource('PolicyDocument'),
  'AWS::SNS::TopicPolicy': resource('PolicyDocument'),
  'AWS::SQS::QueueInlinePolicy': resource('PolicyDocument'),
  'AWS::SQS::QueuePolicy': resource('PolicyDocument'),
  'AWS::SecretsManager::ResourcePolicy': resource('ResourcePolicy'),
  'AWS::VpcLattice::AuthPolicy': resource('Policy'),
  'AWS::VpcLattice::ResourcePolicy': resource('Policy'),
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

/** The policies of a resource that say what an identity may do. */
export function identityPoliciesOf(holder: Resource, index: TemplateIndex): readonly Policy[] {
  return policiesOf(holder, index).filter(({ kind }) => kind === 'identity');
}

/** What is wrong with the statements of policies; and that there may be more of them, where only the deployment knows. */
export function violationsIn(
  policies: readonly Policy[],
  of: (statement: Statement) => readonly Violation[],
): readonly Violation[] {
  return policies.flatMap(({ open, location, statements }) => [
    ...(open ? [{ location, detail: 'only the deployment knows all statements of the policy' }] : []),
    ...statements.flatMap(of),
  ]);
}

/** Policies by their holder. Made once by `index.derive(policies)`. */
function policies(index: TemplateIndex): ReadonlyMap<Resource, readonly Policy[]> {
  const found = new Map<Resource, readonly Policy[]>();
  for (const table of [IDENTITY, RESOURCE, TRUST]) {
    for (const [type, places] of Object.entries(table)) {
      for (const holder of index.ofType(type)) {
        const read = [...places.flatMap((place) => policiesAt(holder, place, index)), ...ofEventBus(holder, index)];
        found.set(holder, [...(found.get(holder) ?? []), ...read]);
      }
    }
  }
  return found;
}

/** The older form of an event bus policy has the parts of one statement as properties. */
function ofEventBus(holder: Resource, index: TemplateIndex): Policy[] {
  const { Principal, Action, Condition: test, Statement: statement } = holder.properties;
  if (holder.type !== 'AWS::Events::EventBusPolicy' || isGiven(statement) || !isGiven(Principal)) return [];
  const plain = isObject(test) && intrinsic(test) === undefined;
  const Condition = plain ? { [String(test['Type'])]: { [String(test['Key'])]: test['Value'] } } : test;
  return [policyOf(holder, 'resource', 'Principal', { Effect: 'Allow', Principal, Action, Condition }, index)];
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
    if (target.kind === 'literal' && target.value === undefined) return [];
    return documentsOf(target, holder, index).map((document) => {
      // An event bus policy is one statement, without a document around it.
      const statements =
        isObject(document) && 'Effect' in document ? document : isObject(document) ? document['Statement'] : undefined;
      return statements === undefined ? unread(holder, kind, path) : policyOf(holder, kind, path, statements, index);
    });
  });
}

/** A document that is an object, or JSON in a text, of which a part may be a reference. */
function documentsOf(target: Target, holder: Resource, index: TemplateIndex): readonly unknown[] {
  if (target.kind === 'literal') return [typeof target.value === 'string' ? parsedJson(target.value) : target.value];
  return target.kind === 'unknown' ? textsOf(index, holder, target.expression).map(parsedJson) : [undefined];
}

function policyOf(holder: Resource, kind: PolicyKind, path: string, given: unknown, index: TemplateIndex): Policy {
  const location = `Properties.${path}`;
  const targets = alternatives(given).flatMap((each) => readFrom(index, holder, each, ''));
  const read = targets.flatMap((target, position) =>
    target.kind === 'literal' && isObject(target.value)
      ? [statementOf(target.value, `${location}.Statement.${position}`, holder, index)]
      : [],
  );
  // What a condition may leave out, or make another, denies nothing for sure; what it may allow counts.
  const sure = new Set(list(given).filter((each) => !hasCondition(each)));
  const statements = read.filter(({ allows, raw }) => allows || sure.has(raw));
  return { holder, kind, location, statements, open: read.length < targets.length };
}

function hasCondition(statement: unknown): boolean {
  return JSON.stringify(statement)?.includes('"Fn::If"') === true;
}

function unread(holder: Resource, kind: PolicyKind, path: string): Policy {
  return { holder, kind, location: `Properties.${path}`, statements: [], open: true };
}

function statementOf(raw: JsonObject, location: string, holder: Resource, index: TemplateIndex): Statement {
  const texts = (value: unknown) => textsAt(value, holder, index);
  return new Statement({
    location,
    raw,
    allows: texts(raw['Effect']).some((effect) => effect !== 'Deny'),
    principals: principalsOf(raw['Principal'], holder, index),
    notPrincipal: isGiven(raw['NotPrincipal']),
    actions: texts(raw['Action']),
    notActions: texts(raw['NotAction']),
    resources: texts(raw['Resource']),
    notResources: texts(raw['NotResource']),
    resourcesNamed: resourcesIn(index, holder, raw['Resource']),
    conditions: conditionsOf(raw['Condition'], holder, index),
  });
}

/** Every value that a condition may leave of a value, or of the elements of a list. */
function alternatives(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(alternatives);
  if (!isGiven(value)) return [];
  const call = intrinsic(value);
  const branches = call?.name === 'Fn::If' && Array.isArray(call.argument) && call.argument.length === 3;
  return branches ? alternatives(call.argument.slice(1)) : [value];
}

/** The texts of a value, or of the elements of a list, also of one that a map has. */
/** IAM takes no ARN above 2,048 characters: a text far above it is nobody's, and only there to be slow. */
const LONGEST_TEXT = 8_192;

function textsAt(value: unknown, holder: Resource, index: TemplateIndex): readonly string[] {
  return allTextsAt(value, holder, index).map((text) => (text.length > LONGEST_TEXT ? `\${Token}` : text));
}

function allTextsAt(value: unknown, holder: Resource, index: TemplateIndex): readonly string[] {
  return alternatives(value).flatMap((each) => {
    const lists = intrinsic(each) === undefined ? [] : readFrom(index, holder, each, '');
    const known = lists.flatMap((target) => (target.kind === 'literal' && Array.isArray(target.value) ? [target.value] : []));
    return known.length > 0 && known.length === lists.length
      ? known.flatMap((list) => allTextsAt(list, holder, index))
      : textsOf(index, holder, each);
  });
}

function principalsOf(value: unknown, holder: Resource, index: TemplateIndex): Principal[] {
  return alternatives(value).flatMap((given) => {
    if (!isObject(given) || intrinsic(given) !== undefined) {
      return textsOf(index, holder, given).map((text) => ({ kind: 'AWS' as const, value: text, named: [] }));
    }
    return Object.entries(given).flatMap(([name, values]) => {
      const kind = KINDS_OF_PRINCIPAL.find((known) => known === name) ?? 'AWS';
      return alternatives(values).flatMap((each) =>
        textsOf(index, holder, each).map((text) => ({ kind, value: text, named: resourcesIn(index, holder, each) })),
      );
    });
  });
}

/** Stands for tests of which nobody knows what they test, or whether they are there. */
const UNREADABLE: Condition = { operator: 'unknown', key: '', values: [] };

function conditionsOf(value: unknown, holder: Resource, index: TemplateIndex): readonly Condition[] {
  return members(value).flatMap(([operator, keys]) => {
    if (operator === undefined) return [UNREADABLE];
    return members(keys).map(([key, values]) => {
      if (key === undefined) return { ...UNREADABLE, operator };
      // A test that a condition may leave without a value confines nothing.
      const sure = list(values).some((each) => readFrom(index, holder, each, '').every(isPresent));
      return { operator, key: key.toLowerCase(), values: [...textsAt(values, holder, index), ...(sure ? [] : [''])] };
    });
  });
}

/** The members of a plain object; one without a name for anything else. */
function members(value: unknown): readonly (readonly [string | undefined, unknown])[] {
  if (!isGiven(value)) return [];
  return isObject(value) && intrinsic(value) === undefined ? Object.entries(value) : [[undefined, undefined]];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !isNoValue(value);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
