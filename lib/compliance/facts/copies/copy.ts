import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

/** A copy of data, or of the key to it. */
export interface Copy {
  /** The store whose data it is. */
  readonly of: Resource;
  /** Where it goes; `undefined` for what the templates don't tell. */
  readonly region: string | undefined;
  /** Where the template says so: `Properties.ReplicaRegions`. */
  readonly location: string;
}

/** The copies that a resource makes, or is. */
export type Copies = (resource: Resource, index: TemplateIndex) => readonly Copy[];
