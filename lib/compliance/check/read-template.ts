import { type Fault, InvalidInputError } from '../../errors';
import { templateOf } from '../../network/existing/described-template';
import { isNetworkDescription, parseNetworkDescription } from '../../network/existing/network-description';
import { isObject, type JsonObject } from '../template/resource';
import { readJson } from './json-text';
import type { TextPlace } from './template-input';
import { Unreadable } from './unreadable';
import { type ReadText, readYaml } from './yaml-text';

/** Largest template that CloudFormation takes, in bytes. Source: AWS CloudFormation quotas. */
const LARGEST = 1_048_576;

/** Files of this size, in bytes, are not even read. */
export const UNREAD = 16 * LARGEST;

/** What is wrong with a template of more bytes than CloudFormation takes. */
export function tooLarge(bytes: number): Unreadable {
  return new Unreadable(`${grouped(bytes)} bytes`, `at most ${grouped(LARGEST)} bytes, which is CloudFormation's limit`);
}

/** What a file is. */
export type ReadFile =
  | {
      readonly kind: 'template';
      readonly template: JsonObject;
      readonly placeOf: (path: readonly string[]) => TextPlace | undefined;
    }
  /** A description of a network that stands already, as a template. */
  | { readonly kind: 'network'; readonly template: JsonObject }
  /** Something else, which is none of the checker's business. */
  | { readonly kind: 'other' }
  /** A template that is none, or cannot be read. */
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** How sure it is that a file is a template. */
export enum Claim {
  /** An assembly's manifest says so. Constructs that make nothing leave one without resources. */
  MANIFEST = 'manifest',
  /** The user named it. */
  NAMED = 'named',
  /** It was met in a folder, and may be anything. */
  FOUND = 'found',
}

/**
 * Reads a file that may be a template of CloudFormation, in JSON or YAML, or a network as EC2 describes it.
 *
 * @param file its name, for what is wrong with it
 */
export function readTemplate(file: string, bytes: Buffer, claim: Claim): ReadFile {
  let text = '';
  try {
    text = bytes.toString('utf8');
    text = decoded(bytes);
    if (bytes.length > LARGEST && !MAY_BE_NETWORK.test(text)) throw tooLarge(bytes.length);
    const { value, placeOf } = parsed(text, file);
    if (isNetworkDescription(value))
      return { kind: 'network', template: { ...templateOf(parseNetworkDescription(value, file)) } };
    if (bytes.length > LARGEST) throw tooLarge(bytes.length);
    const template = asTemplate(value, placeOf, claim);
    return template === undefined ? { kind: 'other' } : { kind: 'template', template, placeOf };
  } catch (error) {
    if (error instanceof InvalidInputError) return { kind: 'faults', faults: error.faults.map((fault) => within(file, fault)) };
    if (!(error instanceof Unreadable)) throw error;
    if (claim === Claim.FOUND && !mentionsTemplate(text)) return { kind: 'other' };
    return { kind: 'faults', faults: [error.asFault(file)] };
  }
}

/** What EC2 answers of its networks may be longer than any template. */
const MAY_BE_NETWORK = /^\s*\{[\s\S]*"Vpcs"\s*:/;

function within(file: string, { property, ...rest }: Fault): Fault {
  return { property: `${file}: ${property}`, ...rest };
}

const TEXT = 'a template in JSON or YAML, as UTF-8';

function decoded(bytes: Buffer): string {
  if (bytes.length === 0) throw new Unreadable('an empty file', TEXT);
  if (bytes.includes(0)) throw new Unreadable('a binary file', TEXT);
  let text: string;
  try {
    // It takes a byte order mark away.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('bytes that are no UTF-8', TEXT);
  }
  if (text.trim() === '') throw new Unreadable('an empty file', TEXT);
  return text;
}

function parsed(text: string, file: string): ReadText {
  if (file.toLowerCase().endsWith('.json')) return readJson(text);
  if (!/^\s*[{[]/.test(text)) return readYaml(text);
  try {
    return readJson(text);
  } catch (error) {
    // YAML may begin with a bracket, too.
    if (!(error instanceof Unreadable)) throw error;
    return readYaml(text);
  }
}

function asTemplate(value: unknown, placeOf: ReadText['placeOf'], claim: Claim): JsonObject | undefined {
  const found = claim === Claim.FOUND;
  if (!isObject(value)) {
    if (found) return undefined;
    throw new Unreadable(`${kindOf(value)} at the top`, 'a map with Resources', placeOf([]));
  }
  const isVersioned = Object.hasOwn(value, 'AWSTemplateFormatVersion');
  const resources = value['Resources'];
  if (isObject(resources)) return found && !isVersioned && !hasResources(resources) ? undefined : value;
  if (claim === Claim.MANIFEST && resources === undefined) return value;
  if (found && !isVersioned) return undefined;
  const got = resources === undefined ? 'no Resources' : `${kindOf(resources)} as Resources`;
  throw new Unreadable(got, 'Resources as a map of resources by their logical ids', placeOf(['Resources']));
}

/** Whether a map called Resources is one of CloudFormation's. A loop, or a transform, makes some at the deployment. */
function hasResources(resources: JsonObject): boolean {
  return Object.entries(resources).some(
    ([name, resource]) => name.startsWith('Fn::') || (isObject(resource) && typeof resource['Type'] === 'string'),
  );
}

function mentionsTemplate(text: string): boolean {
  return /^[ \t]*(Resources|AWSTemplateFormatVersion)[ \t]*:|["'](Resources|AWSTemplateFormatVersion)["'][ \t]*:/m.test(text);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'a map' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
