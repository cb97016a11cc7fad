import type { Violation } from '../../../rule';
import type { Target } from '../../../template/references';
import type { Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { describe, isAlways, read, readFrom } from '../../../template/values';

/** What is wrong with how a resource lets itself be talked to; `undefined` for one that is not to be judged. */
export type TransportCheck = (resource: Resource, index: TemplateIndex) => readonly Violation[] | undefined;

/** What a property must be. */
interface Demand {
  /** As in `read`, without `*`. */
  readonly path: string;
  readonly is: (value: unknown) => boolean;
  /** What it means if it is not so, before the values that are. */
  readonly otherwise: string;
}

/** Demands something of properties. */
export function demand(...demands: readonly Demand[]): TransportCheck {
  return (resource, index) => {
    return demands.flatMap(({ path, is, otherwise }) => {
      if (isAlways(index, resource, path, is)) return [];
      const name = path.split('.').at(-1);
      return [{ location: `Properties.${path}`, detail: `${otherwise}: '${name}' is ${describe(read(index, resource, path))}` }];
    });
  };
}

/** An element of a list. */
interface Part {
  /** `Properties.Listeners.0`. */
  readonly location: string;
  /** What a property of it may be. */
  readonly at: (path: string) => readonly Target[];
}

/** The elements of a list, each with where it stands. */
export function partsOf(resource: Resource, path: string, index: TemplateIndex): readonly Part[] {
  return read(index, resource, `${path}.*`).map((target, position) => {
    return {
      location: `Properties.${path}.${position}`,
      at: (within) => (target.kind === 'literal' ? readFrom(index, resource, target.value, within) : [target]),
    };
  });
}

/** Whether everything that a value may be is known, and is one of these. */
export function isAllOf(targets: readonly Target[], is: (value: unknown) => boolean): boolean {
  return targets.every((target) => target.kind === 'literal' && is(target.value));
}
