import type { Acknowledgement } from '../gate/acknowledgements';
import type { TemplateSource } from '../template/template-index';

/** A place in a text, as an editor counts: both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A template to check: how it stands among the others, and where a report says its parts are. */
export interface TemplateInput extends TemplateSource {
  /** The file that it was read from, relative to the working directory where that is possible. */
  readonly file: string;
  /**
   * Whether it is a template that no construct was made into: its exceptions stand in itself.
   * @default false
   */
  readonly isPlain?: true;
  /**
   * Exceptions that stand in it, or on the constructs that it was made of.
   * @default - none
   */
  readonly acknowledgements?: readonly Acknowledgement[];
  /**
   * Where a part of the template is in the file, as deep as the part exists: `['Resources', 'Orders', 'Properties', 'Tags']`.
   * @default - not known
   */
  readonly placeOf?: (path: readonly string[]) => TextPlace | undefined;
  /**
   * The application's line that made the construct of a path, for templates of constructs: `lib/orders.ts:12:5`.
   * @default - not known
   */
  readonly sourceOf?: (path: string) => string | undefined;
}
