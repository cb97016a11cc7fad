import type { Target } from '../../template/references';
import type { JsonObject, Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import type { TemplateIndex } from '../../template/template-index';
import { textsOfTarget } from '../../template/text';
import { UNREAD } from '../../template/unread';
import { isAbsent, isAlways, readFrom } from '../../template/values';

const OPERATORS = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;

/** One test of an advanced event selector. */
export interface FieldTest {
  /** `resources.ARN` */
  readonly field: string;
  readonly operator: (typeof OPERATORS)[number];
  /** Each with all the texts that it may be, which have a placeholder for what only the deployment knows. */
  readonly values: readonly (readonly string[])[];
}

/** What one selector of a trail, or of an event data store, records: every event that passes all its tests. */
export type EventSelector = readonly FieldTest[];

/**
 * The selectors of a trail or event data store, basic ones written as the advanced ones that they stand for. Without any, management
 * events are recorded. One that may or may not be there is left out. Sources: "Logging data events", "AWS::CloudTrail::Trail
 * EventSelector".
 */
export function eventSelectorsOf(recorder: Resource, index: TemplateIndex): readonly EventSelector[] {
  if (LISTS.every((list) => isAlways(index, recorder, list, isEmpty))) return [[equal('eventCategory', 'Management')]];
  const [advanced, basic] = LISTS.map((list) => sureObjects(index, recorder, recorder.properties, list) ?? []);
  return [
    ...(advanced ?? []).map((selector) => advancedSelector(index, recorder, selector)),
    ...(basic ?? []).flatMap((selector) => basicSelectors(index, recorder, selector)),
  ];
}

const LISTS = ['AdvancedEventSelectors', 'EventSelectors'];

function isEmpty(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.length === 0);
}

/** Whether a selector surely has a test that a field is equal to one of these values, and no other of the field. */
export function selects(selector: EventSelector, field: string, ...wanted: readonly string[]): boolean {
  const tests = selector.filter((test) => test.field === field);
  return (
    tests.length > 0 &&
    tests.every(({ operator, values }) => {
      return operator === 'Equals' && wanted.every((one) => values.some((texts) => texts.every((text) => text === one)));
    })
  );
}

/** Whether a selector records what reads, or what writes: both, unless it tests which one. */
export function records(selector: EventSelector, what: 'reads' | 'writes'): boolean {
  const untested = selector.every(({ field }) => field !== 'readOnly');
  return untested || selects(selector, 'readOnly', what === 'reads' ? 'true' : 'false');
}

function equal(field: string, ...values: readonly string[]): FieldTest {
  return { field, operator: 'Equals', values: values.map((value) => [value]) };
}

function advancedSelector(index: TemplateIndex, recorder: Resource, selector: JsonObject): EventSelector {
  return readFrom(index, recorder, selector, 'FieldSelectors.*').flatMap((test) => {
    if (test.kind !== 'literal') return [equal(UNREAD)];
    const field = textsAt(index, recorder, test.value, 'Field');
    return OPERATORS.flatMap((operator) => {
      const values = listAt(index, recorder, test.value, operator);
      return values === undefined ? [] : [{ field: field.length === 1 ? (field[0] ?? UNREAD) : UNREAD, operator, values }];
    });
  });
}

/** Each list of resources is a selector of its own. */
function basicSelectors(index: TemplateIndex, recorder: Resource, selector: JsonObject): readonly EventSelector[] {
  const always = (path: string, value: string) => textsAt(index, recorder, selector, path).every((text) => text === value);
  const readOnly = always('ReadWriteType', 'All')
    ? []
    : [
        equal(
          'readOnly',
          ...(always('ReadWriteType', 'ReadOnly') ? ['true'] : always('ReadWriteType', 'WriteOnly') ? ['false'] : []),
        ),
      ];
  const management = always('IncludeManagementEvents', 'true') ? [[equal('eventCategory', 'Management'), ...readOnly]] : [];
  const data = (sureObjects(index, recorder, selector, 'DataResources') ?? []).map((resource): EventSelector => {
    const values = listAt(index, recorder, resource, 'Values') ?? [];
    const type = { field: 'resources.type', operator: 'Equals', values: [textsAt(index, recorder, resource, 'Type')] } as const;
    return [equal('eventCategory', 'Data'), type, { field: 'resources.ARN', operator: 'StartsWith', values }, ...readOnly];
  });
  return [...management, ...data];
}

/** Texts of a list, each with what it may be; `undefined` where there is no list. */
function listAt(index: TemplateIndex, from: Resource, value: unknown, path: string): readonly (readonly string[])[] | undefined {
  const lists = readFrom(index, from, value, path);
  if (lists.every(isAbsent)) return undefined;
  const [list, ...others] = lists;
  if (list?.kind !== 'literal' || !Array.isArray(list.value) || others.length > 0) return [[UNREAD]];
  return list.value.map((element: unknown) => {
    return readFrom(index, from, element, '').flatMap((target) => textsFor(index, from, target));
  });
}

/** What a property may be, as texts; nothing where it is absent. */
function textsAt(index: TemplateIndex, from: Resource, value: unknown, path: string): readonly string[] {
  return readFrom(index, from, value, path).flatMap((target) => {
    return isAbsent(target) ? [] : textsFor(index, from, target);
  });
}

function textsFor(index: TemplateIndex, from: Resource, target: Target): readonly string[] {
  return isAbsent(target) ? [UNREAD] : textsOfTarget(index, from, target);
}
