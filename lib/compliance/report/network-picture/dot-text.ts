import { printable } from '../../printable';

/** Text within a label of Graphviz's HTML. */
export function html(text: string): string {
  return escaped(printable(text));
}

/** Text that is one line already. */
export function escaped(text: string): string {
  return harmless(text).replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}

/** Text as a string of Graphviz. */
export function quoted(text: string): string {
  return `"${harmless(printable(text)).replaceAll('&', '&amp;').replaceAll('"', '\\"')}"`;
}

/** A backslash begins an order to Graphviz, however it is written: one that looks like it does not. */
function harmless(text: string): string {
  return text.replaceAll('\\', '\u2216');
}

/** A text in lines of at most so many letters, broken between words where it can be. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text)
    .split(' ')
    .flatMap((each) => chunks(each, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `   ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function chunks(word: string, width: number): readonly string[] {
  const letters = [...word];
  const size = width - 3;
  return Array.from({ length: Math.max(1, Math.ceil(letters.length / size)) }, (_, at) =>
    letters.slice(at * size, (at + 1) * size).join(''),
  );
}
