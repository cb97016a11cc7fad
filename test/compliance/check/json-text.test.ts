import fc from 'fast-check';
import { readJson } from '../../../lib/compliance/check/json-text';
import { Unreadable } from '../../../lib/compliance/check/unreadable';

const at = (text: string, path: readonly string[]) => {
  const place = readJson(text).placeOf(path);
  return `${place?.line}:${place?.column}`;
};

describe('places', () => {
  const text = ['{', ' "Resources": {', '  "A": { "Type": "x", "P": [1, {"q": "}]\\"{"}, []] },', '  "B": null', ' }', '}'].join(
    '\n',
  );
  test.each([
    [[], '1:1'],
    [['Resources'], '2:2'],
    [['Resources', 'A'], '3:3'],
    [['Resources', 'A', 'P'], '3:23'],
    [['Resources', 'A', 'P', '0'], '3:29'],
    [['Resources', 'A', 'P', '1', 'q'], '3:33'],
    [['Resources', 'A', 'P', '2'], '3:48'],
    [['Resources', 'B', 'none'], '4:3'],
  ])('%j', (path, expected) => expect(at(text, path)).toBe(expected));

  test('every part of any JSON is where its text begins', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (value) => {
        const written = JSON.stringify(value, undefined, 2);
        for (const key of Object.keys(value)) {
          const place = readJson(written).placeOf([key]);
          const line = written.split('\n')[(place?.line ?? 0) - 1] ?? '';
          expect(line.slice((place?.column ?? 0) - 1).startsWith(JSON.stringify(key))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test.each([
  ['a comma too many', '{\n  "a": 1,\n}', { line: 3, column: 1 }],
  ['a text without end', '{"a": "', { line: 1, column: 7 }],
  ['no value', '{"a": tru}', { line: 1, column: 7 }],
])('refuses %s, and says where', (_, text, place) => {
  expect(() => readJson(text)).toThrow(expect.objectContaining({ got: 'text that is no JSON', place }));
});

test.each([
  ['balanced', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['without end', '{"a":'.repeat(100_000)],
])('refuses brackets that nest without end: %s', (_, text) => {
  expect(() => readJson(text)).toThrow(Unreadable);
});
