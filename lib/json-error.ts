/** Where JSON text stops being JSON, as an editor counts: both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR =
  /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;

/**
 * The first place where `text` is not JSON, `undefined` when it is. `JSON.parse` alone names no place for some errors.
 *
 * Source: RFC 8259.
 */
export function jsonErrorPosition(text: string): TextPosition | undefined {
  const scanner = new JsonScanner(text);
  const fine = scanner.value() && scanner.atEnd();
  return fine ? undefined : positionAt(text, scanner.offset);
}

class JsonScanner {
  public offset = 0;

  public constructor(private readonly text: string) {}

  public value(): boolean {
    this.take(SPACE);
    const fine = this.accept('{') ? this.members('}', true) : this.accept('[') ? this.members(']', false) : this.take(SCALAR);
    this.take(SPACE);
    return fine;
  }

  public atEnd(): boolean {
    return this.offset === this.text.length;
  }

  private members(end: string, named: boolean): boolean {
    this.take(SPACE);
    if (this.accept(end)) return true;
    do {
      if (named && !this.name()) return false;
      if (!this.value()) return false;
    } while (this.accept(','));
    return this.accept(end);
  }

  private name(): boolean {
    this.take(SPACE);
    if (this.text[this.offset] !== '"' || !this.take(SCALAR)) return false;
    this.take(SPACE);
    return this.accept(':');
  }

  private accept(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.text);
    this.offset += match?.[0].length ?? 0;
    return match !== null;
  }
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
