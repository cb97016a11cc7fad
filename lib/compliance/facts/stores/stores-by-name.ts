import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import type { DataService } from '../policies/data-actions';
import { matches } from '../policies/statement';

/** Properties that give a store its name. */
const NAMES = [
  'BucketName',
  'TableName',
  'QueueName',
  'TopicName',
  'LogGroupName',
  'DeliveryStreamName',
  'DBClusterIdentifier',
  'ClusterIdentifier',
  'DomainName',
  'Name',
];
const SECRET = 'AWS::SecretsManager::Secret';
/** Stands for what Secrets Manager puts at the end of a secret's name in its ARN. */
const RANDOM_END = '-ab12cd';

/** Stores of a service, found by what a policy writes for their ARN: by a search, not by a look at each. */
export class StoresByName {
  /** With their names in lower case, in their order. */
  private readonly named: readonly (readonly [string, Resource])[];
  /** Whose names only the deployment knows. */
  private readonly unnamed: readonly Resource[];

  public constructor(
    private readonly stores: readonly Resource[],
    index: TemplateIndex,
  ) {
    const names = stores.map((store) => [store, namesOf(store, index)] as const);
    const pairs = names.flatMap(([store, known]) => known.map((name): [string, Resource] => [name, store]));
    this.named = pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    this.unnamed = names.filter(([, known]) => known.length === 0).map(([store]) => store);
  }

  /**
   * The stores that a text may be of which names no resource of the index: `*`, `arn:aws:s3:::*`,
   * `arn:aws:sqs:eu-central-1:123456789012:orders`. What only the deployment knows may be anything, but a store whose name
   * CloudFormation makes is reached by a wildcard only.
   */
  public reachedBy(text: string, { prefix, arn, named }: DataService): readonly Resource[] {
    const [, , ofService = '*', , , ...rest] = text.replace(/\$\{[^}$]*\}/g, '*').split(':');
    const place = rest.length === 0 ? '*' : rest.join(':');
    if (!matches(ofService, arn)) return [];
    const name = named.exec(place)?.[1];
    if (name === undefined) return /^[^/:]*[*?]/.test(place) ? this.stores : [];
    const pattern = prefix === 'secretsmanager' ? name.replace(/-[A-Za-z0-9]{6}$/, '-??????') : name;
    const found = this.startingWith((pattern.split(/[*?]/)[0] ?? '').toLowerCase());
    return [
      ...found.flatMap(([known, store]) => (matches(pattern, known) ? [store] : [])),
      ...(/[*?]/.test(pattern) ? this.unnamed : []),
    ];
  }

  private startingWith(start: string): readonly (readonly [string, Resource])[] {
    let [from, to] = [0, this.named.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((this.named[middle]?.[0] ?? '') < start) from = middle + 1;
      else to = middle;
    }
    let end = from;
    while (this.named[end]?.[0].startsWith(start)) end += 1;
    return this.named.slice(from, end);
  }
}

/** The names that a store may have; none where one of them is open. */
function namesOf(store: Resource, index: TemplateIndex): readonly string[] {
  const given = NAMES.map((property) => store.properties[property]).find((value) => value !== undefined);
  const names = given === undefined ? [] : textsOf(index, store, given);
  if (names.some((name) => name.includes('$') || name === 'undefined')) return [];
  return names.map((name) => `${name.toLowerCase()}${store.type === SECRET ? RANDOM_END : ''}`);
}
