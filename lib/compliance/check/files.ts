import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { isObject, type JsonObject } from '../template/resource';
import { readJson } from './json-text';
import { Unreadable } from './unreadable';

/** A file as a report names it: relative to the working directory, where it stands in there. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  const inside = near !== '' && !near.startsWith('..') && !isAbsolute(near);
  return (inside ? near : path).split(sep).join('/');
}

/** Larger than any manifest, and smaller than the longest text that there is, in bytes. */
const LARGEST = 256 * 1024 * 1024;

/** @throws Unreadable when the system doesn't give the file's contents, or it is none: what reads a pipe or a device may never end */
export function bytesOf(path: string): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new Unreadable('neither a file nor a folder', 'a file that can be read');
    if (stats.size > LARGEST) throw new Unreadable(`${stats.size} bytes`, `a file of at most ${LARGEST} bytes`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`nothing (${reasonOf(error)})`, 'a file that can be read');
  }
}

/** @throws Unreadable when the file is no JSON object */
export function jsonObjectIn(path: string, allowed: string): JsonObject {
  const { value } = readJson(bytesOf(path).toString('utf8'));
  if (!isObject(value)) throw new Unreadable('no JSON object', allowed);
  return value;
}

/** What the system says of a file: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  const message = String(error);
  return /^Error: [A-Z\d]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
