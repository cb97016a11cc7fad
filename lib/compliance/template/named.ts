import { grouped } from './grouped';
import type { Target } from './references';
import { isNoValue, type Resource } from './resource';
import type { TemplateIndex } from './template-index';
import { textsOf, textsOfTarget } from './text';
import { isUnread } from './unread';

/** What a name or an ARN is of. */
export type Named =
  /** A resource of the index; `rest` is what follows in the text: `/flow-logs/`. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly rest: string }
  /** Something that no template of the index makes. */
  | { readonly kind: 'outside'; readonly text: string }
  /** Something that only the deployment knows. */
  | { readonly kind: 'unknown'; readonly text: string };

/** The property that gives a resource its name, and how its ARN, or another address, has that name in it. */
const NAMES: Readonly<Record<string, { readonly property: string; readonly addresses: readonly RegExp[] }>> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', addresses: [/:alarm:(.+)$/] },
  'AWS::CloudWatch::CompositeAlarm': { property: 'AlarmName', addresses: [/:alarm:(.+)$/] },
  'AWS::DynamoDB::GlobalTable': { property: 'TableName', addresses: [/:table\/([^/]+)/] },
  'AWS::DynamoDB::Table': { property: 'TableName', addresses: [/:table\/([^/]+)/] },
  'AWS::Kinesis::Stream': { property: 'Name', addresses: [/:stream\/([^/]+)$/] },
  'AWS::KinesisFirehose::DeliveryStream': { property: 'DeliveryStreamName', addresses: [/:deliverystream\/(.+)$/] },
  'AWS::Lambda::Function': { property: 'FunctionName', addresses: [/:function:([^:]+)/, /^([^:]+):[^:]+$/] },
  'AWS::Logs::DeliveryDestination': { property: 'Name', addresses: [/:delivery-destination:(.+)$/] },
  'AWS::Logs::DeliverySource': { property: 'Name', addresses: [/:delivery-source:(.+)$/] },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', addresses: [/:log-group:(.+?)(?::\*|:log-stream:.*)?$/] },
  'AWS::MSK::Cluster': { property: 'ClusterName', addresses: [/:cluster\/([^/]+)/] },
  'AWS::S3::Bucket': { property: 'BucketName', addresses: [/:s3:::([^/]+)/, /^(.+?)\.s3[.-].*amazonaws\.com/] },
  'AWS::S3Express::DirectoryBucket': { property: 'BucketName', addresses: [/:bucket\/([^/]+)/] },
  'AWS::S3Tables::TableBucket': { property: 'TableBucketName', addresses: [/:bucket\/([^/]+)/] },
  'AWS::S3Vectors::VectorBucket': { property: 'VectorBucketName', addresses: [/:bucket\/([^/]+)/] },
  'AWS::SNS::Topic': { property: 'TopicName', addresses: [/:sns:.*:([^:]+)$/] },
  'AWS::SQS::Queue': { property: 'QueueName', addresses: [/^https:\/\/.*\/([^/]+)$/, /:sqs:.*:([^:]+)$/] },
  'AWS::SecretsManager::Secret': { property: 'Name', addresses: [/:secret:(.+?)(?:-[A-Za-z0-9]{6})?$/] },
};

/**
 * What a value, as `read` has it, names among the resources of these types: by reference, by name or by ARN. More than one where a
 * condition decides; none for a value that is absent. A name that a template gives counts within the template, and in others of the
 * account and region.
 */
export function namedBy(
  index: TemplateIndex,
  from: Resource,
  targets: readonly Target[],
  types: readonly string[],
): readonly Named[] {
  return targets.flatMap((target): readonly Named[] => {
    if (target.kind === 'resource') {
      const { resource } = target;
      const known = types.includes(resource.type);
      return [known ? { kind: 'resource', resource, rest: '' } : { kind: 'unknown', text: `'${resource.path}'` }];
    }
    if (target.kind === 'literal' && target.value === undefined) return [];
    const texts = textsOfTarget(index, from, target);
    return texts.flatMap((text) => inText(index, from, text, types));
  });
}

interface Names {
  readonly byPath: ReadonlyMap<string, Resource>;
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
}

function names(index: TemplateIndex): Names {
  const resources = index.ofType(...Object.keys(NAMES));
  const byName = resources.flatMap((resource) => {
    const given = resource.properties[NAMES[resource.type]?.property ?? ''];
    const texts = given === undefined || isNoValue(given) ? [] : textsOf(index, resource, given);
    return texts.filter((text) => !isUnread(text)).map((text) => [keyOf(resource.type, text), resource] as const);
  });
  return { byPath: new Map(index.resources.map((resource) => [resource.path, resource])), byName: grouped(byName) };
}

function keyOf(type: string, name: string): string {
  return JSON.stringify([type, name]);
}

function inText(index: TemplateIndex, from: Resource, text: string, types: readonly string[]): readonly Named[] {
  const table = index.derive(names);
  for (const match of text.matchAll(/\$\{([^}$]+)\}/g)) {
    const [whole, reference = ''] = match;
    const resource = table.byPath.get(reference) ?? table.byPath.get(reference.replace(/\.[^.]*$/, ''));
    if (resource !== undefined && types.includes(resource.type)) {
      return [{ kind: 'resource', resource, rest: text.slice(match.index + whole.length) }];
    }
  }
  const found = types.flatMap((type) => {
    const addresses = NAMES[type]?.addresses.flatMap((address) => address.exec(text)?.[1] ?? []) ?? [];
    return [text, ...addresses].flatMap((name) => {
      const rest = text.slice(text.indexOf(name) + name.length);
      return visible(table.byName.get(keyOf(type, name)) ?? [], from, index).map(
        (resource): Named => ({ kind: 'resource', resource, rest }),
      );
    });
  });
  if (found.length > 0) return found;
  return [{ kind: isOpen(text) ? 'unknown' : 'outside', text }];
}

function visible(resources: readonly Resource[], from: Resource, index: TemplateIndex): readonly Resource[] {
  const own = resources.filter(({ template }) => template === from.template);
  if (own.length > 0) return own;
  const { account, region } = index.environmentOf(from);
  return resources.filter((resource) => {
    const there = index.environmentOf(resource);
    return there.account === account && there.region === region;
  });
}

/** Whether a text has a part that only the deployment knows, other than where it is deployed to. */
function isOpen(text: string): boolean {
  return isUnread(text) || /\$\{(?!AWS::)/.test(text);
}
