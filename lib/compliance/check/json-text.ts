import { LineCounter } from 'yaml';
import { jsonErrorPosition } from '../../json-error';
import type { TextPlace } from './template-input';
import { DEEPEST, TOO_DEEP, Unreadable } from './unreadable';
import type { ReadText } from './yaml-text';

/** A bracket, a text, or any other scalar; with the space, commas and colons before it. */
const TOKEN = /[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s,:{}[\]"]+)/y;

/**
 * Reads a template in JSON. Where its parts are is only found out when somebody asks.
 *
 * @throws Unreadable with the first thing that is wrong
 */
export function readJson(text: string): ReadText {
  const value = parsed(text);
  if (isTooDeep(value, 0)) throw new Unreadable(TOO_DEEP, 'JSON as CloudFormation reads it');
  let places: JsonPlaces | undefined;
  return {
    value,
    placeOf: (path) => {
      places ??= new JsonPlaces(text);
      return places.of(path);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw new Unreadable(TOO_DEEP, 'JSON as CloudFormation reads it');
    throw new Unreadable('text that is no JSON', error.message, placeOfError(text));
  }
}

function placeOfError(text: string): TextPlace | undefined {
  try {
    return jsonErrorPosition(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isTooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth > DEEPEST || Object.values(value).some((part) => isTooDeep(part, depth + 1));
}

/** Where a member is: its key, or the member itself in a list, and its value. */
interface Member {
  readonly at: number;
  readonly value: number;
}

/** Finds parts of a text that is JSON. What it has once found of an object or a list it keeps. */
class JsonPlaces {
  private readonly lines = new LineCounter();
  private readonly found = new Map<number, ReadonlyMap<string, Member>>();

  public constructor(private readonly text: string) {
    this.lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lines.addNewLine(at + 1);
  }

  public of(path: readonly string[]): TextPlace {
    let { at, value } = { at: this.token(0).start, value: this.token(0).start };
    for (const segment of path) {
      const member = this.membersOf(value).get(segment);
      if (member === undefined) break;
      ({ at, value } = member);
    }
    const { line, col } = this.lines.linePos(at);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  private membersOf(offset: number): ReadonlyMap<string, Member> {
    const known = this.found.get(offset);
    if (known !== undefined) return known;
    const members = new Map<string, Member>();
    this.found.set(offset, members);
    const open = this.token(offset);
    if (open.text !== '{' && open.text !== '[') return members;
    let next = this.token(open.end);
    for (let position = 0; next.text !== '}' && next.text !== ']' && next.text !== ''; position++) {
      const value = open.text === '{' ? this.token(next.end) : next;
      members.set(open.text === '{' ? String(JSON.parse(next.text)) : String(position), { at: next.start, value: value.start });
      next = this.token(this.endOf(value));
    }
    return members;
  }

  private endOf(first: Token): number {
    let depth = 0;
    for (let token = first; ; token = this.token(token.end)) {
      if (token.text === '{' || token.text === '[') depth += 1;
      else if (token.text === '}' || token.text === ']') depth -= 1;
      if (depth === 0 || token.text === '') return token.end;
    }
  }

  private token(offset: number): Token {
    TOKEN.lastIndex = offset;
    const text = TOKEN.exec(this.text)?.[1];
    if (text === undefined) return { text: '', start: this.text.length, end: this.text.length };
    return { text, start: TOKEN.lastIndex - text.length, end: TOKEN.lastIndex };
  }
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
