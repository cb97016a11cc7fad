import type { FaultCollector } from '../../errors';

/** Who says who a person is. */
export type UserTrust = OidcTrust | IdentityCenterTrust;

/** A provider of identities that speaks OpenID Connect. */
export interface OidcTrust {
  readonly kind: 'oidc';
  /** As the provider writes it: `https://login.example.com`. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  /** Name or ARN of the secret in Secrets Manager, in this account and region, that holds the client secret. Never the client secret itself. */
  readonly clientSecretName: string;
  /**
   * Name of the field, where the secret is a JSON object.
   * @default - the whole secret is the client secret
   */
  readonly clientSecretField?: string;
  /**
   * What the provider is asked for, terms with spaces between.
   * @default 'openid email groups'
   */
  readonly scope?: string;
  /**
   * Claim in which the provider says how a person proved who they are, a set, and what stands there for a second factor.
   * @default - `amr` contains `mfa` (RFC 8176)
   */
  readonly secondFactor?: { readonly claim: string; readonly value: string };
  /**
   * Where the keys are that the provider signs with. Endpoints of databases and networks need it: their client is no browser.
   * @default - none; web applications only
   */
  readonly publicSigningKeyEndpoint?: string;
}

/** IAM Identity Center of the organisation, or of the account. It demands the second factor itself; its trust data don't show it. */
interface IdentityCenterTrust {
  readonly kind: 'iam-identity-center';
}

/** Who says what state a device is in. */
export type DeviceTrust = JamfTrust | CrowdStrikeTrust;

/** Jamf: a device is trusted whose risk is low, or that is secure. */
interface JamfTrust {
  readonly kind: 'jamf';
  readonly tenantId: string;
}

/** CrowdStrike: a device is trusted whose overall assessment passes a score. */
interface CrowdStrikeTrust {
  readonly kind: 'crowdstrike';
  readonly tenantId: string;
  /**
   * Where the keys are that device tokens are signed with.
   * @default - CrowdStrike's
   */
  readonly publicSigningKeyUrl?: string;
  /**
   * What the overall assessment must exceed: 1 to 99.
   * @default 50
   */
  readonly scoreAbove?: number;
}

/** Names by which policies refer to the providers. */
export const POLICY_NAMES = { user: 'idp', device: 'device' } as const;

/** @see CrowdStrikeTrust.scoreAbove Source: "Verified Access example policies". */
export const USUAL_SCORE = 50;

export const USUAL_SCOPE = 'openid email groups';

const SECRET_NAME = /^[\w/+=.@-]{1,512}$/;
const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]{1,519}$/;
const FIELD = /^[\w.-]{1,128}$/;
const SCOPE = /^openid( [\w.:/-]+)*$/;
/** What stands behind a dot in Cedar. */
const CLAIM = /^[A-Za-z_]\w{0,63}$/;
const TENANT = /^[\w.-]{1,128}$/;

/** Notes every fault of who vouches for persons. */
export function checkUserTrust(faults: FaultCollector, property: string, trust: UserTrust | undefined): void {
  const kind = trust?.kind;
  const known = faults.check(
    kind === 'oidc' || kind === 'iam-identity-center',
    `${property}.kind`,
    kind,
    "'oidc' or 'iam-identity-center'",
  );
  if (!known || trust?.kind !== 'oidc') return;
  for (const name of ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'userInfoEndpoint'] as const) {
    checkUrl(faults, `${property}.${name}`, trust[name]);
  }
  if (trust.publicSigningKeyEndpoint !== undefined) {
    checkUrl(faults, `${property}.publicSigningKeyEndpoint`, trust.publicSigningKeyEndpoint);
  }
  faults.check(isText(trust.clientId), `${property}.clientId`, trust.clientId, 'the id that the provider gave to this client');
  const { clientSecretName = '', clientSecretField, scope, secondFactor } = trust;
  // What is no name may be the secret, so that it isn't shown.
  faults.check(
    SECRET_NAME.test(clientSecretName) || SECRET_ARN.test(clientSecretName),
    `${property}.clientSecretName`,
    clientSecretName === '' ? undefined : { characters: clientSecretName.length },
    'the name or ARN of a secret in Secrets Manager: letters, digits and /_+=.@-, and never what it holds',
  );
  if (clientSecretField !== undefined) {
    faults.check(
      FIELD.test(clientSecretField),
      `${property}.clientSecretField`,
      clientSecretField,
      'the name of a field of the secret',
    );
  }
  if (scope !== undefined) {
    faults.check(SCOPE.test(scope), `${property}.scope`, scope, `'openid' first, then others, such as '${USUAL_SCOPE}'`);
  }
  if (secondFactor !== undefined) {
    const { claim, value } = secondFactor;
    faults.check(
      CLAIM.test(claim),
      `${property}.secondFactor.claim`,
      claim,
      "the name of a claim: letters, digits and '_', such as 'amr'",
    );
    faults.check(isText(value), `${property}.secondFactor.value`, value, "what the claim contains after a second factor: 'mfa'");
  }
}

/** Notes every fault of who vouches for devices. */
export function checkDeviceTrust(faults: FaultCollector, property: string, device: DeviceTrust): void {
  const { kind, tenantId } = device;
  faults.check(kind === 'jamf' || kind === 'crowdstrike', `${property}.kind`, kind, "'jamf' or 'crowdstrike'");
  faults.check(TENANT.test(tenantId ?? ''), `${property}.tenantId`, tenantId, 'the id of your tenant there');
  if (kind !== 'crowdstrike') return;
  const { publicSigningKeyUrl, scoreAbove = USUAL_SCORE } = device;
  if (publicSigningKeyUrl !== undefined) checkUrl(faults, `${property}.publicSigningKeyUrl`, publicSigningKeyUrl);
  faults.check(
    Number.isInteger(scoreAbove) && scoreAbove >= 1 && scoreAbove <= 99,
    `${property}.scoreAbove`,
    scoreAbove,
    'a whole number, 1 to 99',
  );
}

function checkUrl(faults: FaultCollector, property: string, url: string): void {
  faults.check(isHttps(url), property, url, 'a URL of https, without query or user');
}

function isHttps(url: string): boolean {
  if (!URL.canParse(url ?? '')) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return protocol === 'https:' && [username, password, search, hash].every((part) => part === '');
}

/** A text that a person may have written: no control characters, no halves of characters. */
export function isText(text: string | undefined): boolean {
  return /^[^\p{C}]{1,256}$/u.test(text ?? '') && (text ?? '').trim() === text;
}
