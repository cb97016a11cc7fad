import { grouped } from '../../template/grouped';
import type { Target } from '../../template/references';
import { isObject, type Resource } from '../../template/resource';
import { type TagSet, tagSetsOf } from '../../template/tags';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { areAbsent, asNumber, read, readFrom } from '../../template/values';
import { personalStores } from '../stores/declared-data';

/** How long snapshots or images of one schedule are kept, at one place. */
export interface SnapshotLife {
  /** `Properties.PolicyDetails.Schedules.0.RetainRule`. */
  readonly location: string;
  /** Days, as a number; the literal `undefined` for a number of snapshots whose age nobody knows. */
  readonly days: readonly Target[];
}

/** Types that are volumes, or declare some. */
export const VOLUME_TYPES = [
  'AWS::EC2::Volume',
  'AWS::EC2::Instance',
  'AWS::EC2::LaunchTemplate',
  'AWS::AutoScaling::LaunchConfiguration',
];
const DAYS: Readonly<Record<string, number>> = { DAYS: 1, WEEKS: 7, MONTHS: 31, YEARS: 366 };
/** Days that a default policy keeps snapshots for where it does not say. Source: the reference of CloudFormation. */
const DEFAULT_DAYS = 7;

/**
 * Volumes with data about persons that a policy of Data Lifecycle Manager reaches: by a tag, any of several; of a default policy all
 * in its account and region. One whose tags only the deployment knows is taken to be reached.
 */
export function volumesReachedBy(policy: Resource, index: TemplateIndex): readonly Resource[] {
  return index.derive(reachedVolumes).get(policy) ?? [];
}

/** How long a policy keeps what it makes. */
export function snapshotLivesOf(policy: Resource, index: TemplateIndex): readonly SnapshotLife[] {
  const given = ['RetainInterval', 'PolicyDetails.RetainInterval'].find((path) => !areAbsent(read(index, policy, path)));
  if (isDefault(policy, index) || given !== undefined) {
    const path = given ?? 'RetainInterval';
    const days = given === undefined ? [known(DEFAULT_DAYS)] : read(index, policy, path);
    return [
      {
        location: `Properties.${path}`,
        days: days.map((each) => (each.kind === 'literal' ? known(asNumber(each.value)) : each)),
      },
    ];
  }
  return read(index, policy, 'PolicyDetails.Schedules').flatMap((list): readonly SnapshotLife[] => {
    const location = 'Properties.PolicyDetails.Schedules';
    if (list.kind !== 'literal' || !Array.isArray(list.value)) return [{ location, days: [list] }];
    return list.value.flatMap((schedule: unknown, position) => livesOf(policy, schedule, `${location}.${position}`, index));
  });
}

function livesOf(policy: Resource, schedule: unknown, location: string, index: TemplateIndex): readonly SnapshotLife[] {
  const at = (path: string) => readFrom(index, policy, schedule, path);
  const ages = (rule: string) => ageOf(at, rule);
  const archive = 'ArchiveRule.RetainRule.RetentionArchiveTier';
  const own = areAbsent(at('ArchiveRule')) ? ages('RetainRule') : sum(ages('RetainRule'), ages(archive));
  const copies = at('CrossRegionCopyRules').flatMap((list) => {
    if (list.kind !== 'literal') return [{ location: `${location}.CrossRegionCopyRules`, days: [list] }];
    const rules: readonly unknown[] = Array.isArray(list.value) ? list.value : [];
    return rules.map((_, position) => {
      const path = `CrossRegionCopyRules.${position}.RetainRule`;
      return { location: `${location}.${path}`, days: ages(path) };
    });
  });
  return [{ location: `${location}.RetainRule`, days: own }, ...copies];
}

/** The age that a rule of age or count lets a snapshot come to. A count has one where snapshots are made every so many hours. */
function ageOf(at: (path: string) => readonly Target[], rule: string): readonly Target[] {
  const product = (path: string, factors: readonly Target[], factorOf: (value: unknown) => number | undefined) =>
    at(path).flatMap((target) =>
      factors.map((factor): Target => {
        if (target.kind !== 'literal') return target;
        if (factor.kind !== 'literal') return factor;
        const [times, days] = [asNumber(target.value), factorOf(factor.value)];
        return known(times === undefined || days === undefined ? undefined : times * days);
      }),
    );
  if (areAbsent(at(`${rule}.Count`)))
    return product(`${rule}.Interval`, at(`${rule}.IntervalUnit`), (unit) => DAYS[String(unit)]);
  const hours = (value: unknown) => {
    const number = asNumber(value);
    return number === undefined ? undefined : number / 24;
  };
  return product(`${rule}.Count`, at('CreateRule.Interval'), hours);
}

function sum(first: readonly Target[], second: readonly Target[]): readonly Target[] {
  return first.flatMap((one) =>
    second.map((other): Target => {
      if (one.kind !== 'literal') return one;
      if (other.kind !== 'literal') return other;
      const [a, b] = [asNumber(one.value), asNumber(other.value)];
      return known(a === undefined || b === undefined ? undefined : a + b);
    }),
  );
}

function known(value: number | undefined): Target {
  return { kind: 'literal', value };
}

function isDefault(policy: Resource, index: TemplateIndex): boolean {
  return !areAbsent(read(index, policy, 'DefaultPolicy'));
}

/** Made once by `index.derive(reachedVolumes)`. */
function reachedVolumes(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const personal = index.derive(personalStores);
  const found = new Map<Resource, readonly Resource[]>();
  for (const environment of index.ofType(ENVIRONMENT_TYPE)) {
    const volumes = index.inEnvironmentOf(environment, ...VOLUME_TYPES).filter((volume) => personal.has(volume));
    const tagged = volumes.map((volume) => ({ volume, sets: tagSetsOf(volume) }));
    const isUnknown = ({ values, open }: TagSet) => open || [...values.values()].includes(undefined);
    const unknown = tagged.flatMap(({ volume, sets }) => (sets.some(isUnknown) ? [volume] : []));
    const byTag = grouped<string, Resource>(
      tagged.flatMap(({ volume, sets }) =>
        sets.flatMap(({ values }) => [...values].map(([key, value]) => [`${key}=${value}`, volume] as const)),
      ),
    );
    for (const policy of index.inEnvironmentOf(environment, 'AWS::DLM::LifecyclePolicy')) {
      const wanted = isDefault(policy, index) ? undefined : targetTagsOf(policy, index);
      found.set(
        policy,
        wanted === undefined ? volumes : [...new Set([...unknown, ...wanted.flatMap((tag) => byTag.get(tag) ?? [])])],
      );
    }
  }
  return found;
}

/** The tags that a policy looks for; `undefined` where only the deployment knows them. */
function targetTagsOf(policy: Resource, index: TemplateIndex): readonly string[] | undefined {
  const tags = read(index, policy, 'PolicyDetails.TargetTags').flatMap((list): readonly (string | undefined)[] => {
    if (list.kind !== 'literal') return [undefined];
    const given: readonly unknown[] = Array.isArray(list.value) ? list.value : [];
    return given.flatMap((tag) => {
      const { Key: key, Value: value } = isObject(tag) ? tag : {};
      return textsOf(index, policy, key).flatMap((name) => textsOf(index, policy, value).map((text) => `${name}=${text}`));
    });
  });
  const known = tags.flatMap((tag) => (tag === undefined || tag.includes('${') ? [] : [tag]));
  return known.length < tags.length ? undefined : known;
}
