import { intrinsic, isObject, type JsonObject, type Resource } from '../../template/resource';
import { TEMPLATE_TYPE, type TemplateIndex } from '../../template/template-index';
import { partsOf, textsOf } from '../../template/text';
import { isTrue, readFrom } from '../../template/values';
import { type CredentialKind, credentialKindOf, mayBeCredential } from './credential-name';
import { CREDENTIAL_PROPERTIES, isSettings, NAMES, READ_LATER, VALUES } from './credential-places';
import { credentialsShapedIn, shown } from './credential-shape';

/** A credential that stands in a template. */
export interface LiteralCredential {
  readonly location: string;
  /** What it is, with at most two characters of it. */
  readonly what: string;
}

/** Fewest characters beside a region or account that make a password of them: `Shop-${AWS::AccountId}`. */
const LEAST_BESIDE = 6;
const PAIRS = /"([\w.-]+)"\s*:\s*"([^"]*)"/g;

/** Looks through a resource for credentials, or through whatever else of a template is given to `walk`. */
export class CredentialSearch {
  private readonly found = new Map<string, LiteralCredential>();

  public constructor(
    private readonly resource: Resource,
    private readonly index: TemplateIndex,
  ) {}

  /** One at most for each place. */
  public get credentials(): readonly LiteralCredential[] {
    return [...this.found.values()];
  }

  /**
   * Looks through a value, however deep.
   *
   * @param settings whether names in it are free, so that one that looks like a credential's is one
   */
  public walk(value: unknown, location: string, settings = false): void {
    const call = intrinsic(value);
    if (typeof value === 'string') this.addShaped(decoded(value, location), location);
    else if (Array.isArray(value)) {
      for (const [position, element] of value.entries()) this.walk(element, `${location}.${position}`, settings);
    } else if (partsOf(value) !== undefined) {
      for (const text of textsOf(this.index, this.resource, value)) this.addShaped(text, location);
    } else if (call !== undefined) this.walk(call.argument, location, settings);
    else if (isObject(value)) this.walkObject(value, location, settings);
  }

  private walkObject(value: JsonObject, location: string, settings: boolean): void {
    if (settings) this.addPair(value, location);
    for (const [key, property] of Object.entries(value)) {
      const at = `${location}.${key}`;
      const kind = CREDENTIAL_PROPERTIES.has(key) ? 'password' : settings ? credentialKindOf(key) : undefined;
      if (kind !== undefined) this.addNamed(kind, key, property, at);
      this.walk(property, at, settings || isSettings(key, this.resource.type));
    }
  }

  /** A value that a name says is a credential. */
  public addNamed(kind: CredentialKind, name: string, value: unknown, location: string): void {
    if (isHidden(value, this.resource, this.index)) return;
    for (const target of readFrom(this.index, this.resource, value, '')) {
      if (target.kind === 'resource') continue;
      if (target.kind === 'literal' && Array.isArray(target.value)) {
        for (const [position, element] of target.value.entries()) this.addNamed(kind, name, element, `${location}.${position}`);
      } else if (target.kind === 'literal' && ['string', 'number'].includes(typeof target.value)) {
        this.addLiteral(kind, name, String(target.value), location);
      } else if (target.kind === 'unknown') {
        for (const text of textsOf(this.index, this.resource, target.expression)) this.addComposed(kind, name, text, location);
      }
    }
  }

  /** Pairs of names and values in a text: `{"password":"..."}`. */
  public addPairs(text: string, location: string): void {
    for (const [, name = '', value = ''] of text.matchAll(PAIRS)) {
      const kind = credentialKindOf(name);
      if (kind !== undefined) this.addLiteral(kind, name, value, location);
    }
  }

  private addLiteral(kind: CredentialKind, name: string, value: string, location: string): void {
    if (mayBeCredential(kind, name, value)) this.add(location, `'${name}' has a literal value (${shown(value)})`);
  }

  /** A text that is put together of what the template has, and of what the deployment knows. */
  private addComposed(kind: CredentialKind, name: string, text: string, location: string): void {
    if (name === 'SecretString') this.addPairs(text, location);
    const beside = text.replaceAll(/\$\{AWS::\w+\}/g, '');
    const guessable = kind === 'password' && beside !== text && beside.length >= LEAST_BESIDE;
    if (guessable) this.addLiteral(kind, name, beside, location);
  }

  private addPair(entry: JsonObject, location: string): void {
    const [name, value] = [NAMES, VALUES].map((keys) => keys.map((key) => entry[key]).find((given) => given !== undefined));
    const kind = typeof name === 'string' ? credentialKindOf(name) : undefined;
    if (kind === undefined || READ_LATER.some((type) => type === entry['Type'])) return;
    this.addNamed(kind, String(name), value, location);
  }

  private addShaped(text: string, location: string): void {
    for (const { what, found } of credentialsShapedIn(text)) this.add(location, `the text has ${what} in it (${shown(found)})`);
  }

  private add(location: string, what: string): void {
    if (!this.found.has(location)) this.found.set(location, { location, what });
  }
}

/** The data that instances start with may be in Base64. */
function decoded(text: string, location: string): string {
  if (!location.endsWith('UserData') || !/^[A-Za-z\d+/\s]+=*$/.test(text)) return text;
  return Buffer.from(text, 'base64').toString('utf8');
}

/** Whether a value is a parameter that CloudFormation shows to nobody: who deploys gives it. */
function isHidden(value: unknown, { template }: Resource, index: TemplateIndex): boolean {
  const call = intrinsic(value);
  return call?.name === 'Ref' && index.derive(hiddenParameters).has(JSON.stringify([template, call.argument]));
}

function hiddenParameters(index: TemplateIndex): ReadonlySet<string> {
  return new Set(
    index.ofType(TEMPLATE_TYPE).flatMap(({ template, definition }) => {
      const parameters = definition['Parameters'];
      if (!isObject(parameters)) return [];
      return Object.entries(parameters).flatMap(([name, parameter]) => {
        return isObject(parameter) && isTrue(parameter['NoEcho']) ? [JSON.stringify([template, name])] : [];
      });
    }),
  );
}
