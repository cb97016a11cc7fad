import fc from 'fast-check';
import { jsonErrorPosition } from '../lib/json-error';

describe('the place where text stops being JSON', () => {
  test.each([
    ['', 1, 1],
    ['{\n  "a": 1,\n  "b": tru\n}', 3, 8],
    ['{"a": 1,}', 1, 9],
    ['{"a" 1}', 1, 6],
    ['[1, 2', 1, 6],
    ['{"a": 1} x', 1, 10],
    ["{'a': 1}", 1, 2],
    ['{"a": 01}', 1, 8],
    ['"a\nb"', 1, 1],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(jsonErrorPosition(text)).toEqual({ line, column });
  });

  test('there is none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        expect(jsonErrorPosition(JSON.stringify(value, undefined, indent))).toBeUndefined();
      }),
    );
  });

  test('there is one exactly where JSON.parse throws', () => {
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x', '\\', '\u0007', '\u0085'))
      .map(([value, at, put]) => {
        const text = JSON.stringify(value);
        const index = at % (text.length + 1);
        return text.slice(0, index) + put + text.slice(index + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        expect(jsonErrorPosition(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 500 },
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
