import { escaped, html, wrapped } from './dot-text';
import { type DrawnClaim, OUTCOMES } from './drawing';
import { INK, SIZE } from './look';

const MARKS = {
  holds: ['\u2713', INK.good],
  broken: ['\u2715', INK.bad],
  undecided: ['?', INK.open],
  'not-asked': ['\u2013', INK.faint],
} as const;

/** Letters of a line of the panel. */
const WIDTH = 112;

/** What is proven, and what is not, with the paths hop by hop. */
export function panelOf(claims: readonly DrawnClaim[]): string {
  const rows = claims.map(({ outcome, text, path }) => {
    const [mark, colour] = MARKS[outcome];
    const told = path.flatMap((line) => wrapped(line, WIDTH));
    const lines = told.map(
      (line) => `<tr><td align="left"><font point-size="${SIZE.small}" color="${colour}">      ${escaped(line)}</font></td></tr>`,
    );
    return `<tr><td align="left"><font color="${colour}"><b>${mark} ${html(OUTCOMES[outcome])}</b></font>   ${html(text)}      </td></tr>${lines.join('')}`;
  });
  const legend = LEGEND.map(
    (line) => `<tr><td align="left"><font point-size="${SIZE.small}" color="${INK.faint}">${html(line)}</font></td></tr>`,
  );
  return `claims [shape=plain style="" tooltip="what is proven" label=<<table border="1" color="${INK.border}" bgcolor="white" cellborder="0" cellspacing="2" cellpadding="2" style="rounded">
<tr><td align="left"><b>What is proven of it</b></td></tr>
${rows.join('\n')}
${legend.join('\n')}
</table>>]`;
}

const LEGEND = [
  'Lines: solid grey, where a route leads; dotted, where answers come back; blue, a way in on purpose;',
  'dashed green, no packet passes; dashed amber, known at deployment only; red, a path that must not be.',
];
