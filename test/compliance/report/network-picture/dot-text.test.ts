import { instance } from '@viz-js/viz';
import { html, quoted, wrapped } from '../../../../lib/compliance/report/network-picture/dot-text';

const EVIL = `</td><script>alert("x")</script> & 'y' \\N \\G [x] {y} ] > \u0000 \u202e`;

test('nothing of a text is an order to Graphviz or to a browser', async () => {
  const viz = await instance();
  const { output, errors } = viz.render(`digraph { a [label=<${html(EVIL)}> tooltip=${quoted(EVIL)}] }`, { format: 'svg' });
  expect(errors.filter(({ message }) => !message.includes('no value for width of non-ASCII character'))).toEqual([]);
  expect(output).toContain('&lt;/td&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; ');
  expect(output).not.toContain('<script');
  expect(output?.match(/\u2216N \u2216G \[x\] \{y\} \] &gt; \u2216u\{0\} \u2216u\{202e\}/g)).toHaveLength(2);
});

test.each([
  ['short', 'a b c', ['a b c']],
  ['long', 'aaaa bbbb cccc', ['aaaa bbbb', '   cccc']],
  ['a word that is too long', 'aaaaaaaaaaaa', ['aaaaaaa', '   aaaaa']],
  ['nothing', '', ['']],
])('lines of what is %s', (_, text, lines) => expect(wrapped(text, 10)).toEqual(lines));
