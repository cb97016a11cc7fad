import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar, type YAMLMap } from 'yaml';
import { longForm } from './short-forms';
import type { TextPlace } from './template-input';
import { DEEPEST, TOO_DEEP, Unreadable } from './unreadable';

/** The value of a text, and where its parts are. */
export interface ReadText {
  readonly value: unknown;
  readonly placeOf: (path: readonly string[]) => TextPlace | undefined;
}

const YAML = 'YAML as CloudFormation reads it';
const STANDARD = 'tag:yaml.org,2002:';
const TEXT = `${STANDARD}str`;
/** Standard tags that change nothing here. */
const HARMLESS: ReadonlySet<string> = new Set(['map', 'seq', 'int', 'float', 'bool', 'null'].map((name) => STANDARD + name));
/** More values than a template of the largest size can have without aliases of aliases. */
const MOST_VALUES = 500_000;

/**
 * Reads a template in YAML: CloudFormation's short forms become long ones, booleans are those of YAML 1.1 (`yes`, `on`), dates and
 * numbers with leading zeros stay text.
 *
 * @throws Unreadable with the first thing that is wrong
 */
export function readYaml(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    // Checked by the reader, which takes linear time.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error?.code === 'RESOURCE_EXHAUSTION') throw new Unreadable(TOO_DEEP, YAML);
  if (error) throw new Unreadable(`text that is no YAML (${error.message})`, YAML, placeAt(lines, error.pos[0]));
  const reader = new YamlReader(lines);
  const { contents } = document;
  return {
    value: contents === null ? undefined : reader.read(contents, 0),
    placeOf: (path) => placeAt(lines, reader.offsetOf(contents, path)),
  };
}

function placeAt(lines: LineCounter, offset: number | undefined): TextPlace | undefined {
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

class YamlReader {
  private readonly anchors = new Map<string, Node>();
  private values = 0;

  public constructor(private readonly lines: LineCounter) {}

  public read(node: unknown, depth: number): unknown {
    if (isAlias(node)) return this.read(this.anchored(node.source, node), depth + 1);
    if (!isScalar(node) && !isCollection(node)) return null;
    this.values += 1;
    if (this.values > MOST_VALUES) throw this.unreadable(`aliases that stand for more than ${MOST_VALUES} values`, node);
    if (depth > DEEPEST) throw this.unreadable(TOO_DEEP, node);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    const { tag } = node;
    if (tag === undefined || HARMLESS.has(tag)) return isScalar(node) ? scalarValue(node) : this.readCollection(node, depth);
    if (isScalar(node) && (tag === TEXT || tag === '!')) return String(node.value);
    // The argument of a short form is text where it is a scalar.
    const argument = isScalar(node) ? String(node.value) : this.readCollection(node, depth);
    const call = tag.startsWith('!') ? longForm(tag, argument) : undefined;
    if (call === undefined)
      throw this.unreadable(
        `the tag '${tag.replace(STANDARD, '!!')}'`,
        node,
        'a tag of CloudFormation: !Ref, !Sub, !GetAtt, ...',
      );
    return call;
  }

  /** The offset of the deepest part of a path that exists. */
  public offsetOf(root: unknown, path: readonly string[]): number | undefined {
    let offset = rangeOf(root);
    let node = this.followed(root);
    for (const segment of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
        // A short form has no key for what its long form has one.
        if (pair === undefined) {
          if (segment.startsWith('Fn::')) continue;
          break;
        }
        offset = rangeOf(pair.key) ?? offset;
        node = this.followed(pair.value);
      } else if (isSeq(node)) {
        if (segment.startsWith('Fn::')) continue;
        const item = /^\d+$/.test(segment) ? node.items[Number(segment)] : undefined;
        if (item === undefined) break;
        offset = rangeOf(item) ?? offset;
        node = this.followed(item);
      } else break;
    }
    return offset;
  }

  private readCollection(node: Node, depth: number): unknown {
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    return isMap(node) ? this.readMap(node, depth) : null;
  }

  private readMap(node: YAMLMap, depth: number): unknown {
    const entries = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) throw this.unreadable('a key that is no text', key, YAML);
      const name = String(key.value ?? '');
      if (name === '<<' && key.type === Scalar.PLAIN) {
        for (const [more, part] of this.merged(value, depth)) if (!merged.has(more)) merged.set(more, part);
        continue;
      }
      if (entries.has(name)) throw this.unreadable(`the key '${name}' a second time`, key, 'every key once in its map');
      entries.set(name, this.read(value, depth + 1));
    }
    for (const [name, value] of merged) if (!entries.has(name)) entries.set(name, value);
    return Object.fromEntries(entries);
  }

  /** What `<<: *other`, or `<<: [*one, *other]`, adds. */
  private merged(node: unknown, depth: number): readonly (readonly [string, unknown])[] {
    const value = this.read(node, depth + 1);
    return [value].flat().flatMap((map) => (typeof map === 'object' && map !== null ? Object.entries(map) : []));
  }

  private anchored(name: string, alias: Node): Node {
    const found = this.anchors.get(name);
    if (found === undefined) throw this.unreadable(`the alias '*${name}' of nothing`, alias, 'an anchor that stands before it');
    return found;
  }

  private followed(node: unknown): unknown {
    return isAlias(node) ? this.anchors.get(node.source) : node;
  }

  private unreadable(got: string, node: unknown, allowed = YAML): Unreadable {
    return new Unreadable(got, allowed, placeAt(this.lines, rangeOf(node)));
  }
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}

const NULL = /^(~|null|Null|NULL)?$/;
const TRUE = /^(true|True|TRUE|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(false|False|FALSE|no|No|NO|off|Off|OFF)$/;
const NUMBER = /^[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

/** What a scalar is by YAML 1.1, as far as CloudFormation follows it. */
function scalarValue({ value, type }: Scalar): unknown {
  const text = String(value ?? '');
  if (type !== Scalar.PLAIN) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  const number = NUMBER.test(text) ? Number(text) : undefined;
  // A number that loses digits is a text that looks like one, such as an id.
  return number !== undefined && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : text;
}
