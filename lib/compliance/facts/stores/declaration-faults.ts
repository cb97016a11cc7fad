import { assetFromTags } from '../../../declaration/asset-from-tags';
import { ASSET_TAGS, type AssetField } from '../../../declaration/asset-tags';
import { type Fault, InvalidInputError } from '../../../errors';
import { NOT_APPLICABLE, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TagSet } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { type DeclaredData, declarationsOf } from './declared-data';
import { isStore } from './store-types';

/** The fields that a data asset has under another name than its tag. */
const PROPERTIES: Readonly<Partial<Record<AssetField, string>>> = { asset: 'name', retentionDays: 'retention' };

/** Judges each declaration of a store to which a rule applies. Not applicable where there is none, and to what is no store. */
export function judgeDeclarations(
  resource: Resource,
  index: TemplateIndex,
  applies: (declared: DeclaredData) => boolean,
  judge: (declared: DeclaredData) => readonly Violation[],
): Verdict {
  const declarations = isStore(resource, index) ? declarationsOf(resource).filter(applies) : [];
  return declarations.length === 0 ? NOT_APPLICABLE : violationsOrCompliant(declarations.flatMap(judge));
}

/** For `judgeDeclarations`: those that say at least what the data is, or of which category. */
export function isDeclared({ tags: { values } }: DeclaredData): boolean {
  return values.has(ASSET_TAGS.asset) || values.has(ASSET_TAGS.category);
}

/** For `judgeDeclarations`: those of data about persons. */
export function isOfPersons({ personal }: DeclaredData): boolean {
  return personal;
}

/** What is wrong with fields that have to be declared: that they are missing, known to the deployment alone, or not valid. */
export function faultsOf(declared: DeclaredData, ...fields: readonly AssetField[]): Violation[] {
  return [...undeclared(declared, ...fields), ...invalid(declared, ...fields)];
}

/** Fields that are missing, or known to the deployment alone. */
export function undeclared({ tags }: DeclaredData, ...fields: readonly AssetField[]): Violation[] {
  const { values, open, location } = tags;
  const keys = fields.map((field) => ASSET_TAGS[field]);
  const missing = keys.filter((key) => (values.has(key) ? values.get(key) === '' : !open));
  const unknown = keys.filter((key) => (values.has(key) ? values.get(key) === undefined : open));
  const details = [
    ...(missing.length === 0 ? [] : [`the store has no ${named(missing)} in ${location}`]),
    ...(unknown.length === 0 ? [] : [`only the deployment knows the value of the ${named(unknown)} in ${location}`]),
  ];
  return details.map((detail) => ({ location, detail }));
}

/** What is not valid of fields that are declared, by the checks of a data asset. */
export function invalid(declared: DeclaredData, ...fields: readonly AssetField[]): Violation[] {
  const given = fields.filter((field) => declared.text(field));
  if (given.length === 0) return [];
  const faults = faultsIn(declared.tags);
  return given.flatMap((field) => {
    const of = faults.filter(({ property }) => property.replace(/\[.*$/, '') === (PROPERTIES[field] ?? field));
    return of.map(({ property, got, allowed }) => {
      const detail = `the tag '${ASSET_TAGS[field]}' is not valid: ${property}: got ${got}; ${allowed}`;
      return { location: declared.location, detail };
    });
  });
}

/** Read once for all rules that ask. */
function faultsIn(tags: TagSet): readonly Fault[] {
  const known = FAULTS.get(tags);
  if (known !== undefined) return known;
  const faults = read(tags);
  FAULTS.set(tags, faults);
  return faults;
}

const FAULTS = new WeakMap<TagSet, readonly Fault[]>();

function read({ values }: TagSet): readonly Fault[] {
  try {
    assetFromTags(values);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
}

function named(keys: readonly string[]): string {
  return `tag ${keys.map((key) => `'${key}'`).join(' and tag ')}`;
}
