import { DATA_SERVICES, type DataService } from './data-actions';
import { confinesTo } from './known-callers';
import { matches, type Statement } from './statement';

const UNKNOWN = `\${Token}`;
/** Services whose wildcards never stand below something named: paths of IAM are no resource. */
const WITHOUT_PARTS: readonly string[] = ['iam', 'sts', 'organizations'];
/** Six characters that Secrets Manager puts at the end of a secret's ARN. */
const RANDOM_END = /-\?{6}$/;

/** Whether a resource of a policy is only known to the deployment, all of it. */
export function isUnknown(text: string): boolean {
  return text.startsWith(UNKNOWN);
}

/**
 * Whether a resource of a policy has a wildcard that reaches more than the parts of one named resource. Parts are the objects of a
 * bucket (`arn:aws:s3:::orders/*`), the indexes of a table, the streams of a log group, the versions of a function, parameters below a
 * path.
 */
export function reachesBeyondOne(text: string): boolean {
  const shown = text.replace(RANDOM_END, '');
  const wild = shown.search(/[*?]/);
  if (wild < 0) return false;
  const head = shown.slice(0, wild);
  if (/\$\{[^}$/]*\/[^}$]*\}[:/]/.test(head)) return false;
  const [, , service = '', region = '', account = '', ...rest] = shown.replace(/\$\{[^}$]*\}/g, PLACEHOLDER).split(':');
  if (/[*?]/.test(`${service}${region}${account}`) || rest.length === 0 || WITHOUT_PARTS.includes(service)) return true;
  const place = rest.join(':');
  const known = DATA_SERVICES.find(({ arn }) => arn === service);
  const name = known === undefined ? /^[^:/]+[:/]([^:/]+)/.exec(place)?.[1] : known.named.exec(place)?.[1];
  return name === undefined || /[*?]/.test(name);
}

/** Stands for a placeholder while an ARN is taken apart. */
const PLACEHOLDER = '\u0001';

/** Condition keys that name a resource, or a property that only a resource of one's own has. */
const NAMING_KEYS: readonly string[] = [
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'ec2:subnet',
  'ec2:vpc',
  'ecs:cluster',
  'kms:resourcealiases',
  'lambda:functionarn',
];

/**
 * Whether conditions confine a statement to some resources: by their tags, by a resource they belong to, by the service on whose
 * behalf it is asked; a key by the service through which this account uses it, or by what it encrypts.
 */
export function confinesResources(statement: Statement): boolean {
  const tags = statement.conditions.map(({ key }) => key).filter((key) => /^[a-z0-9-]+:resourcetag\//.test(key));
  if (statement.confinedBy(...tags) || confinesTo(statement, NAMING_KEYS)) return true;
  const onKeysOnly = statement.notActions.length === 0 && statement.actions.every((action) => matches('kms:*', action));
  if (!onKeysOnly) return false;
  const contexts = statement.conditions.map(({ key }) => key).filter((key) => key.startsWith('kms:encryptioncontext:'));
  if (statement.confinedBy(...contexts)) return true;
  return statement.confinedBy('kms:ViaService') && statement.confinedBy('kms:CallerAccount', 'aws:ResourceAccount');
}

/** Whether a resource of a policy that names none of the index is every store, key or role of a service: `*`, `arn:aws:s3:::*`. */
export function isAnyOf(text: string, { arn, named }: Pick<DataService, 'arn' | 'named'>): boolean {
  const [, , service = '*', , , ...rest] = text.replace(/\$\{[^}$]*\}/g, PLACEHOLDER).split(':');
  const place = rest.length === 0 ? '*' : rest.join(':');
  if (!/[*?]/.test(text) || !matches(service, arn)) return false;
  const name = named.exec(place)?.[1];
  return /^[*?]/.test(name ?? place.replace(/^[^/:*?]*/, ''));
}
