import type { CheckReport } from './check-report';
import { formatJunit } from './format-junit';
import { formatSarif } from './format-sarif';
import { formatText, type TextStyle } from './format-text';

/** What a format needs to know besides the report. */
export interface FormatContext extends TextStyle {
  /** Version of Strongroom. */
  readonly version: string;
}

/** Formats of a report, by the name that a user chooses each by. */
export const FORMATS = {
  text: (report, context) => formatText(report, context),
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  sarif: (report, { version }) => formatSarif(report, version),
  junit: (report) => formatJunit(report),
} as const satisfies Readonly<Record<string, (report: CheckReport, context: FormatContext) => string>>;

export type FormatName = keyof typeof FORMATS;

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
