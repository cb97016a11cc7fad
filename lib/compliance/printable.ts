/**
 * Text of a template or a construct as one line of a terminal or a log: what would move the cursor, begin a line of its own, or turn the
 * order of letters around is shown by its number. Nobody writes a line of a report but the report.
 */
export function printable(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(HIDDEN, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
