/**
 * Whether a pattern matches a text as a whole: `*` for any characters, and a character of one's choice for any one. It goes back to
 * the latest `*` only, so that no pattern takes longer than its length times the text's, as a regular expression may.
 *
 * @param one the character that stands for any one; none by default
 */
export function globMatches(pattern: string, text: string, one?: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < text.length) {
    const symbol = pattern[at];
    if (symbol === '*') {
      star = at++;
      resume = position;
    } else if (symbol !== undefined && (symbol === one || symbol === text[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
