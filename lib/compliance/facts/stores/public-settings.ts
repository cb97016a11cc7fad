import type { Violation } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, isFalse, isTrue, read } from '../../template/values';

/** A setting of a type that lets the public in: its path, which values don't, and what is wrong with others. */
interface Setting {
  readonly path: string;
  readonly isPrivate: (value: unknown) => boolean;
  readonly fault: string;
}

const isOff = (value: unknown) => value === undefined || isFalse(value);
const block = (name: string): Setting => ({
  path: `PublicAccessBlockConfiguration.${name}`,
  isPrivate: isTrue,
  fault: 'the bucket does not block public access',
});
const endpoint = (path: string, isPrivate: (value: unknown) => boolean = isOff): Setting => {
  return { path, isPrivate, fault: 'it may be reached from the internet' };
};
/**
 * What lets the public in, by type. Where the default lets them in, or AWS decides by the network, an absent property counts: an
 * instance of RDS is public in a VPC with an internet gateway. Of buckets nobody sees the account's own block in a template.
 * Sources: the types' pages of CloudFormation; "CreateDBInstance" of RDS.
 */
export const PUBLIC_SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  'AWS::AmazonMQ::Broker': [endpoint('PubliclyAccessible')],
  'AWS::DMS::ReplicationInstance': [endpoint('PubliclyAccessible', isFalse)],
  'AWS::Lightsail::Bucket': [
    {
      path: 'AccessRules.GetObject',
      isPrivate: (value) => value === undefined || value === 'private',
      fault: 'the bucket lets everyone read',
    },
    {
      path: 'AccessRules.AllowPublicOverrides',
      isPrivate: isOff,
      fault: 'single objects may be made public',
    },
  ],
  'AWS::Lightsail::Database': [endpoint('PubliclyAccessible')],
  'AWS::MSK::Cluster': [
    endpoint('BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type', (value) => value === undefined || value === 'DISABLED'),
  ],
  'AWS::S3::Bucket': [
    ...['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map(block),
    {
      path: 'AccessControl',
      isPrivate: (value) => !/^(Public|AuthenticatedRead$)/.test(String(value)),
      fault: 'an access control list lets the public in',
    },
  ],
};

/** The settings of a resource that let the public in, or may: one violation for those with the same fault. */
export function publicSettings(resource: Resource, index: TemplateIndex): readonly Violation[] {
  const open = (PUBLIC_SETTINGS[resource.type] ?? []).filter(
    ({ path, isPrivate }) => !isAlways(index, resource, path, isPrivate),
  );
  const faults = new Set(open.map(({ fault }) => fault));
  return [...faults].map((fault) => {
    const [first, ...rest] = open.filter((setting) => setting.fault === fault);
    const values = [first, ...rest].flatMap((setting) => (setting ? [saysOf(setting, resource, index)] : []));
    return { location: `Properties.${first?.path}`, detail: `${fault}: ${values.join(', ')}` };
  });
}

function saysOf({ path }: Setting, resource: Resource, index: TemplateIndex): string {
  return `'${path}' is ${describe(read(index, resource, path))}`;
}
