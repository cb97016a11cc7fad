/** What a name says that its value is. */
export type CredentialKind = 'password' | 'secret' | 'token' | 'key';

/** Last words of names, each also at the end of a word: `DBPASSWORD`, `clientSecret`. */
const ENDINGS: readonly (readonly [RegExp, CredentialKind])[] = [
  [/(password|passwd|passphrase)$/, 'password'],
  [/.pwd$/, 'password'],
  [/(apikey|secretkey|accesskey|privatekey)$/, 'key'],
  [/(secret|credentials?)$/, 'secret'],
  [/token$/, 'token'],
];
/** Keys that are secret; a partition, sort, public or KMS key is none. */
const SECRET_KEYS = ['access', 'api', 'auth', 'encryption', 'master', 'private', 'secret', 'signing'];
/** What may stand after it without changing it: `DB_PASSWORD_PROD`, `TOKEN_1`. */
const ADDITIONS =
  /^(\d+|current|default|dev|new|old|plain|plaintext|previous|prod|production|staging|string|test|text|v\d+|value)$/;
/** Credentials that are meant to be seen: `NEXT_PUBLIC_API_KEY`. */
const SEEN = ['public', 'publishable'];

/**
 * Whether a name is of a credential itself, by its last words. `SECRET_ARN`, `SECRET_NAME`, `TOKEN_TABLE`, `KEY_ID`, `TOKEN_URL`,
 * `MAX_TOKENS` and `PASSWORD_POLICY` are of something about one.
 */
export function credentialKindOf(name: string): CredentialKind | undefined {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);
  while (words.length > 1 && ADDITIONS.test(words.at(-1) ?? '')) words.pop();
  if (words.some((word) => SEEN.includes(word))) return undefined;
  const [last = '', before] = words.reverse();
  if (last === 'key') return before !== undefined && SECRET_KEYS.includes(before) ? 'key' : undefined;
  if ((last === 'pass' || last === 'pwd') && before !== undefined) return 'password';
  return ENDINGS.find(([ending]) => ending.test(last))?.[1];
}

/** Values that are no credential, whatever the name: switches, small numbers, names of headers, what is put in elsewhere. */
const NO_CREDENTIAL = [
  /^$/,
  /^(true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional)$/i,
  /^\d{1,3}$/,
  /^arn:/,
  /^https?:\/\/[^@]*$/,
  /^alias\//,
  /^(authorization|x-[a-z-]+)$/i,
  /^[$%]/,
  /\$\{/,
  /\{\{resolve:/,
];
/** Names in a tree, of a file, a parameter or a secret: `/run/secrets/db`, `prod/shop/db`. A key in Base64 has capitals as well. */
const PATHS = [/^(\/[A-Za-z][\w.-]{0,39}){2,}$/, /^([a-z][a-z\d_.-]{0,39}\/)+[a-z][a-z\d_.-]{0,39}$/];
const KMS_KEY_ID = /^(mrk-)?[\da-f-]{32,36}$/i;

/** Whether a literal value may be the credential that its name says, and not where that is, or whether there is one. */
export function mayBeCredential(kind: CredentialKind, name: string, value: string): boolean {
  const text = value.trim();
  if ([...NO_CREDENTIAL, ...PATHS].some((pattern) => pattern.test(text))) return false;
  return !(kind === 'key' && KMS_KEY_ID.test(text) && /encryption|signing|master/i.test(name));
}
