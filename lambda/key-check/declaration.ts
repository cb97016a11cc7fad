import * as v from 'valibot';
import { type DeployedKey, type Finding, finding, Rule } from './finding';

/** A parameter that holds what was declared of a key. */
export interface Declaration {
  /** Its last part is the purpose. */
  readonly name: string;
  readonly value: string;
}

const DECLARED_KEY = v.object({
  purpose: v.string(),
  keyId: v.string(),
  keySpec: v.string(),
  keyUsage: v.string(),
  rotationDays: v.nullable(v.number()),
  policy: v.nullable(v.record(v.string(), v.unknown())),
});
/** What was declared of a key. Without `policy` or `rotationDays`, those are not compared. */
export type DeclaredKey = v.InferOutput<typeof DECLARED_KEY>;

/** The one kind of key that KMS rotates. */
const ROTATED = 'SYMMETRIC_DEFAULT';

type Read =
  | { readonly declared: DeclaredKey; readonly failure?: undefined }
  | { readonly declared?: undefined; readonly failure: Finding };

/**
 * What was declared of a key, or what is wrong with that: no parameter, none that can be understood, one of another key, or one that
 * leaves out what every key has that we made. Whoever can write parameters could silence the check by any of these.
 */
export function readDeclaration(key: DeployedKey, declarations: readonly Declaration[]): Read {
  const undeclared = (got: string, wanted = 'the state that was deployed with the key'): Read => ({
    failure: finding(key, Rule.UNDECLARED, got, wanted),
  });
  const declaration = declarations.find(({ name }) => name.endsWith(`/${key.purpose}`));
  if (declaration === undefined) return undeclared('no parameter');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), DECLARED_KEY), declaration.value);
  if (!parsed.success) {
    return undeclared(
      parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'value'}: ${issue.kind} of ${issue.type}`).join('; '),
    );
  }
  const declared = parsed.output;
  if (declared.keyId !== key.keyId || declared.purpose !== key.purpose) {
    return undeclared(`${declared.keyId} for ${declared.purpose}`, `${key.keyId} for ${key.purpose}`);
  }
  if (!key.existing && declared.policy === null) return undeclared('no policy');
  if (!key.existing && declared.keySpec === ROTATED && declared.rotationDays === null) return undeclared('no rotation');
  return { declared };
}
