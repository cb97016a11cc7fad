import { type Described, isDescribed } from './network-description';

/** A resource in the words of CloudFormation. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A resource under its id. */
export type Entry = readonly [string, TemplateResource];

/** States of what is there no more, or never came: AWS goes on answering of it for a while. */
const GONE = /^(delet(ed|ing|e-complete|e-in-progress)|disable-complete|failed|rejected|expired|detached|disassociated)$/i;

/** Whether something stands, by its state: a word, or an object with one. */
export function isThere(described: Described, property = 'State'): boolean {
  const state = described[property];
  return !GONE.test(isDescribed(state) ? text(state, 'Code') || text(state, 'State') : text(described, property));
}

export function entry(id: string, Type: string, Properties: Readonly<Record<string, unknown>>): Entry {
  return [id, { Type, Properties }];
}

export function ref(id: string): { readonly Ref: string } {
  return { Ref: id };
}

export function text(described: Described, name: string): string {
  const value = described[name];
  return typeof value === 'string' ? value : '';
}

export function strings(described: Described, name: string): readonly string[] {
  const value = described[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export function items(described: Described, name: string): readonly Described[] {
  const value = described[name];
  return Array.isArray(value) ? value.filter(isDescribed) : [];
}

/** The groups that `Groups` names. */
export function groupsOf(described: Described): readonly { readonly Ref: string }[] {
  return items(described, 'Groups').map((group) => ref(text(group, 'GroupId')));
}

export function pick(described: Described, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.flatMap((name) => (described[name] == null ? [] : [[name, described[name]]])));
}
