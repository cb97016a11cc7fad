import { existsWith } from '../../template/existence';
import { isNoValue, isObject, type Resource } from '../../template/resource';
import { type TagSet, tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { resourcesIn, textsOf } from '../../template/text';
import { readFrom } from '../../template/values';
import { both, either, type Match, matchOf, not, whichever } from '../policies/arn-pattern';
import { arnsOf } from './backed-up-types';

/** One ARN, or pattern of ARNs, of a selection. */
interface Pattern {
  readonly texts: readonly string[];
  /** Resources of the index that it names. */
  readonly named: readonly Resource[];
}

/** One test of a tag. */
interface TagTest {
  readonly key: string;
  readonly values: readonly string[];
  /** Whether `*` in the value stands for any characters. */
  readonly like: boolean;
  /** Whether it is for the resources that it does not fit. */
  readonly negated: boolean;
}

/** A list of a template, and whether it may have other elements, or lack some: a condition decides, or only the deployment knows. */
interface Read<T> {
  readonly items: readonly T[];
  readonly open: boolean;
}

/** What AWS Backup looks at of a store. */
export interface Candidate {
  readonly store: Resource;
  readonly arns: readonly string[];
  readonly tagSets: readonly TagSet[];
}

const OPERATORS = {
  StringEquals: { like: false, negated: false },
  StringLike: { like: true, negated: false },
  StringNotEquals: { like: false, negated: true },
  StringNotLike: { like: true, negated: true },
} as const;

export function candidateOf(store: Resource, index: TemplateIndex): Candidate {
  const { region } = index.environmentOf(store);
  const sets = tagSetsOf(store);
  const here = sets.filter((set) => index.resolve(store, set.region).some((at) => at.kind === 'literal' && at.value === region));
  return { store, arns: arnsOf(store, index), tagSets: here.length > 0 ? here : sets };
}

/**
 * A backup selection, read: which stores of its account and region it reaches. Resources or tags choose (either is enough; without
 * both, everything is chosen), and of what they choose, conditions (all of them) and excluded resources take away.
 *
 * Sources: "Assign resources with AWS CLI", `BackupSelection`, `Conditions` in the reference of AWS Backup. As in IAM, whose
 * arithmetic the first says it follows, a resource without the tag passes a negated condition.
 */
export class BackupSelection {
  private readonly resources: Read<Pattern>;
  private readonly excluded: Read<Pattern>;
  private readonly tags: Read<TagTest>;
  private readonly conditions: Read<TagTest>;

  public constructor(
    public readonly resource: Resource,
    index: TemplateIndex,
  ) {
    const patterns = (name: string) =>
      listAt(resource, name, index, (value) => {
        return { texts: textsOf(index, resource, value), named: resourcesIn(index, resource, value) };
      });
    const tests = (name: string, operator: keyof typeof OPERATORS) =>
      listAt(resource, name, index, (value) => tagTestOf(value, operator, resource, index));
    this.resources = patterns('Resources');
    this.excluded = patterns('NotResources');
    this.tags = tests('ListOfTags', 'StringEquals');
    const given = (Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]).map((name) => tests(`Conditions.${name}`, name));
    this.conditions = { items: given.flatMap(({ items }) => items), open: given.some(({ open }) => open) };
  }

  /** Whether it reaches a store. */
  public reaches({ store, arns, tagSets }: Candidate): Match {
    if (arns.length === 0) return 'no';
    const named = (list: Read<Pattern>) => any(list, (pattern) => reached(pattern, store, arns));
    const tagged = (list: Read<TagTest>, combine: typeof any) =>
      whichever(tagSets.map((tagSet) => combine(list, (test) => passes(test, tagSet))));
    const all = [this.resources, this.tags].every(({ items, open }) => items.length === 0 && !open);
    const chosen = all ? 'yes' : either(named(this.resources), tagged(this.tags, any));

    const made = existsWith(this.resource, store) ? 'yes' : 'maybe';
    return both(chosen, tagged(this.conditions, every), not(named(this.excluded)), made);
  }

  /**
   * Stores that it reaches at most, so that nobody asks it about others: those that it names, and those with one of some tags
   * (`key=value`). `undefined` where it may reach any.
   */
  public get atMost(): { readonly stores: readonly Resource[]; readonly tags: readonly string[] } | undefined {
    const isPlain = ({ key, values, like, negated }: TagTest) =>
      !like && !negated && values.length === 1 && ![key, ...values].some((text) => text.includes('${'));
    const asTag = ({ key, values }: TagTest) => `${key}=${values[0]}`;
    const needed = this.conditions.items.find(isPlain);
    if (needed !== undefined && !this.conditions.open) return { stores: [], tags: [asTag(needed)] };
    const isName = ({ texts, named }: Pattern) => named.length > 0 && texts.every((text) => !/\*|\$\{Token\}/.test(text));
    const none = this.resources.items.length + this.tags.items.length === 0;
    if (none || this.resources.open || this.tags.open) return undefined;
    if (!this.resources.items.every(isName) || !this.tags.items.every(isPlain)) return undefined;
    return { stores: this.resources.items.flatMap(({ named }) => named), tags: this.tags.items.map(asTag) };
  }
}

function listAt<T>(selection: Resource, name: string, index: TemplateIndex, make: (value: unknown) => T): Read<T> {
  const lists = readFrom(index, selection, selection.properties, `BackupSelection.${name}`);
  const items = lists.flatMap((list) =>
    list.kind === 'literal' && Array.isArray(list.value) ? list.value.filter((value) => !isNoValue(value)).map(make) : [],
  );
  const known = lists.every((list) => list.kind === 'literal' && (list.value === undefined || Array.isArray(list.value)));
  return { items, open: !known || lists.length > 1 };
}

function tagTestOf(value: unknown, operator: keyof typeof OPERATORS, from: Resource, index: TemplateIndex): TagTest {
  const { ConditionKey: key, ConditionValue: wanted } = isObject(value) ? value : {};
  const [name = ''] = textsOf(index, from, key);
  return { key: name.replace(/^aws:ResourceTag\//i, ''), values: textsOf(index, from, wanted), ...OPERATORS[operator] };
}

/** One of a list is enough. */
function any<T>({ items, open }: Read<T>, matchOfOne: (item: T) => Match): Match {
  return open ? 'maybe' : either(...items.map(matchOfOne));
}

/** All of a list are needed. */
function every<T>({ items, open }: Read<T>, matchOfOne: (item: T) => Match): Match {
  return open ? 'maybe' : both(...items.map(matchOfOne));
}

/** Names in ARNs count whatever their case: RDS makes identifiers small, and people write them as they are in the template. */
function reached({ texts, named }: Pattern, store: Resource, arns: readonly string[]): Match {
  if (named.includes(store)) return texts.length === 1 ? 'yes' : 'maybe';
  return whichever(texts.flatMap((text) => arns.map((arn) => matchOf(text.toLowerCase(), arn.toLowerCase()))));
}

function passes({ key, values, like, negated }: TagTest, { values: tags, open }: TagSet): Match {
  const has = tags.has(key);
  const tag = tags.get(key);
  const unknown = key.includes('${') || (has ? tag === undefined : open);
  const fits = unknown ? 'maybe' : tag === undefined ? 'no' : whichever(values.map((value) => equals(value, tag, like)));
  return negated ? not(fits) : fits;
}

function equals(value: string, tag: string, like: boolean): Match {
  if (like || value.includes('${')) return matchOf(value, tag);
  return value === tag ? 'yes' : 'no';
}
