import type { DeployedResource } from '../support/deployed-app';

/** What a reader may look at: the resource, and the others of its app. */
export interface Subject extends DeployedResource {
  /** Every resource of a type in the app. */
  readonly all: (type: string) => readonly DeployedResource[];
}

/** Properties under their template names, as the service tells them. */
type Settings = Readonly<Record<string, unknown>>;

/** Reads one resource type back through the service's own API. */
interface Reader {
  /** Every property that the service can tell; a property of a template that is not among them fails the test. */
  readonly read: (subject: Subject) => Promise<Settings>;
  /** Properties (dotted paths) that no API tells, each with the reason. */
  readonly unreadable?: Readonly<Record<string, string>>;
}

export type Readers = Readonly<Record<string, Reader>>;

/** Tags as a template has them, without the ones that AWS itself sets. */
export function tags(list: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): unknown {
  const own = list.filter(({ Key = '' }) => !Key.startsWith('aws:')).map(({ Key, Value }) => ({ Key, Value }));
  return own.length > 0 ? own : undefined;
}

/** The same from a map. */
export function tagsOf(map: Readonly<Record<string, string>> = {}): unknown {
  return tags(Object.entries(map).map(([Key, Value]) => ({ Key, Value })));
}

/** A map of tags, where the template has a map. */
export function tagMap(map: Readonly<Record<string, string>> = {}): unknown {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !key.startsWith('aws:')));
}

/** The answer of a call that fails with one of these errors when there is nothing to tell. */
export async function unless<T>(call: Promise<T>, ...errors: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && errors.includes(error.name)) return undefined;
    throw error;
  }
}

/** A policy document from IAM, which encodes it as in a URL. */
export function decoded(document: string | undefined): unknown {
  return document === undefined ? undefined : JSON.parse(decodeURIComponent(document));
}
