import { grouped } from '../../template/grouped';
import { type Named, namedBy } from '../../template/named';
import type { Target } from '../../template/references';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';
import { LOG_SOURCE_TYPES, type LogKind, type LogOutlet, logOutletsOf } from './log-sources';

/** Logs of a resource, and where they stay. */
export interface LogDelivery {
  readonly source: Resource;
  readonly kind: LogKind;
  /** Where the source says it: `Properties.S3BucketName`. */
  readonly location: string;
  /** A bucket or log group; or what stands outside the index, or only the deployment knows. */
  readonly to: Named;
  /** First part of the keys of the logs in a bucket; empty where they may be anything. */
  readonly keys: string;
}

/** Which logs go where. */
export interface LogDestinations {
  /** What a resource logs. */
  from(source: Resource): readonly LogDelivery[];
  /** What is logged to a bucket or log group. */
  into(store: Resource): readonly LogDelivery[];
}

/** Types in which logs stay. */
export const LOG_STORE_TYPES: readonly string[] = ['AWS::Logs::LogGroup', 'AWS::S3::Bucket'];

/** Types that pass logs on: where to, and under which keys. */
const RELAYS: Readonly<Record<string, readonly { readonly to: string; readonly prefix?: string }[]>> = {
  'AWS::KinesisFirehose::DeliveryStream': [
    { to: 'ExtendedS3DestinationConfiguration.BucketARN', prefix: 'ExtendedS3DestinationConfiguration.Prefix' },
    { to: 'S3DestinationConfiguration.BucketARN', prefix: 'S3DestinationConfiguration.Prefix' },
  ],
  'AWS::Logs::DeliveryDestination': [{ to: 'DestinationResourceArn' }],
};
const DESTINATION_TYPES = [...LOG_STORE_TYPES, ...Object.keys(RELAYS)];
const NO_PREFIX: Target = { kind: 'literal', value: undefined };
/** A service's delivery leads to a stream, and that to a bucket. */
const MOST_RELAYS = 2;

/** Made once by `index.derive(logDestinationsOf)`. */
export function logDestinationsOf(index: TemplateIndex): LogDestinations {
  const deliveries = index.ofType(...LOG_SOURCE_TYPES).flatMap((source) => {
    return logOutletsOf(source, index).flatMap((outlet) => {
      const common = { source, kind: outlet.kind, location: `Properties.${outlet.property}` };
      return followed(source, outlet, index, MOST_RELAYS).map((end): LogDelivery => ({ ...common, ...end }));
    });
  });
  const from = grouped(deliveries.map((delivery) => [delivery.source, delivery] as const));
  const into = grouped(
    deliveries.flatMap((delivery) => (delivery.to.kind === 'resource' ? [[delivery.to.resource, delivery] as const] : [])),
  );
  return { from: (source) => from.get(source) ?? [], into: (store) => into.get(store) ?? [] };
}

function followed(
  from: Resource,
  { to, prefix, awsLogs }: Pick<LogOutlet, 'to' | 'prefix' | 'awsLogs'>,
  index: TemplateIndex,
  relays: number,
): readonly Pick<LogDelivery, 'to' | 'keys'>[] {
  return namedBy(index, from, to, DESTINATION_TYPES).flatMap((named) => {
    const relay = named.kind === 'resource' ? RELAYS[named.resource.type] : undefined;
    if (named.kind !== 'resource' || relay === undefined) return [{ to: named, keys: keysOf(named, prefix, awsLogs) }];
    if (relays === 0) return [{ to: { kind: 'unknown', text: named.resource.path } as const, keys: '' }];
    return relay.flatMap((row) => {
      const next = {
        to: read(index, named.resource, row.to),
        prefix: row.prefix === undefined ? [] : read(index, named.resource, row.prefix),
        awsLogs: false,
      };
      return followed(named.resource, next, index, relays - 1);
    });
  });
}

/** The folder stands in the ARN of the bucket, or in a property of its own. */
function keysOf(to: Named, prefix: readonly Target[], awsLogs: boolean): string {
  const inArn = to.kind === 'resource' ? to.rest.replace(/^[/:*]+|\/$/g, '') : '';
  const [given = NO_PREFIX, ...others] = prefix;
  if (given.kind !== 'literal' || others.length > 0 || inArn.includes('${')) return '';
  const folder = inArn || String(given.value ?? '').replace(/\/$/, '');
  return [folder, awsLogs ? 'AWSLogs/' : ''].filter(Boolean).join('/');
}
