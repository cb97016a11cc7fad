/**
 * A text as a string of Cedar, which ends where the text does whatever is in it: all but plain ASCII is written by its code point.
 * Source: "String", Cedar Policy Language Reference Guide.
 */
export function cedarString(text: string): string {
  return `"${escaped(text)}"`;
}

/** The pattern of Cedar's `like` for texts that end so, with no wildcard but the first. */
export function cedarEnding(text: string): string {
  return `"*${escaped(text).replaceAll('*', '\\*')}"`;
}

function escaped(text: string): string {
  return [...text]
    .map((character) => (/^[ !#-[\]-~]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`))
    .join('');
}
