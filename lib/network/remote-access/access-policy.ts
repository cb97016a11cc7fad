import type { FaultCollector } from '../../errors';
import { cedarEnding, cedarString } from './cedar-text';
import { type DeviceTrust, isText, POLICY_NAMES, USUAL_SCORE, type UserTrust } from './trust';

/** Who may reach the applications, and in what circumstances: all that a rule says must hold; one rule that holds is enough. */
export interface VerifiedAccessRule {
  /** Who they are, as the access matrix calls them: lower-case letters, digits and hyphens. */
  readonly persona: string;
  /** Groups of whom one is enough: their names with OIDC, their ids with IAM Identity Center. At least one. */
  readonly groups: readonly string[];
  /**
   * Domain of their e-mail addresses, which the provider has verified: `example.com`.
   * @default - any verified address
   */
  readonly emailDomain?: string;
  /**
   * Whether the provider must say that they gave a second factor. `false` only where it demands one of everybody and doesn't say so.
   * @default - true with OIDC; IAM Identity Center demands it at sign-in and can't say so
   */
  readonly mfa?: boolean;
  /**
   * Whether the device must be trusted, too.
   * @default - true where there is a provider that knows devices
   */
  readonly deviceTrusted?: boolean;
  /**
   * What for: lower-case letters, digits and hyphens. It stands in the policy for whoever reads it, and is no condition.
   * @default - none
   */
  readonly purpose?: string;
}

/** Who vouches for persons and devices. */
export interface Vouchers {
  readonly trust: UserTrust;
  readonly device?: DeviceTrust;
}

/** One of the access matrix's terms. */
const TERM = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
const ALLOWED_TERM = 'lower-case letters, digits and hyphens, 2 to 40 characters, first a letter';
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Source: "Group", Identity Store API Reference. */
const GROUP_ID = /^([0-9a-f]{10}-)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** Notes every fault of a table of rules. */
export function checkAccessRules(
  faults: FaultCollector,
  property: string,
  rules: readonly VerifiedAccessRule[] | undefined,
  { trust, device }: Partial<Vouchers>,
): void {
  const allowed = 'at least one rule: without any, nobody is let in';
  for (const [index, rule] of faults.items(property, rules, allowed).entries()) {
    const at = `${property}[${index}]`;
    faults.check(TERM.test(rule.persona ?? ''), `${at}.persona`, rule.persona, ALLOWED_TERM);
    checkGroups(faults, `${at}.groups`, rule.groups, trust);
    const { emailDomain, purpose, mfa, deviceTrusted } = rule;
    if (emailDomain !== undefined) {
      faults.check(DOMAIN.test(emailDomain), `${at}.emailDomain`, emailDomain, "a domain in lower case: 'example.com'");
    }
    if (purpose !== undefined) faults.check(TERM.test(purpose), `${at}.purpose`, purpose, ALLOWED_TERM);
    faults.check(
      !(mfa === true && trust?.kind === 'iam-identity-center'),
      `${at}.mfa`,
      mfa,
      'left out: IAM Identity Center asks for the second factor at sign-in, and its trust data say nothing of it',
    );
    faults.check(
      !(deviceTrusted === true && device === undefined),
      `${at}.deviceTrusted`,
      deviceTrusted,
      "left out, or 'device' says who knows the devices",
    );
  }
}

function checkGroups(
  faults: FaultCollector,
  property: string,
  groups: readonly string[] | undefined,
  trust: UserTrust | undefined,
): void {
  const ids = trust?.kind === 'iam-identity-center';
  const allowed = ids ? "a group's id: 'c242c5b0-6081-1845-6fa8-6e0d9513c107'" : "a group's name";
  for (const [index, group] of faults.items(property, groups, `at least one, each ${allowed}`).entries()) {
    const fine = (ids ? GROUP_ID.test(group ?? '') : isText(group)) && groups?.indexOf(group) === index;
    faults.check(fine, `${property}[${index}]`, group, `${allowed}, each once`);
  }
}

/**
 * The policy of a table of rules, in Cedar: one permission a rule, each with conditions on who the person is, never one for all. There is
 * no prohibition, for one that meets data that are missing is passed over, while a permission that does so permits nothing.
 *
 * The rules must have passed `checkAccessRules`. Sources: "Verified Access policy statement structure", "Verified Access example
 * policies", "Trust data sent to Verified Access from trust providers".
 */
export function accessPolicy(rules: readonly VerifiedAccessRule[], { trust, device }: Vouchers): string {
  return rules
    .map((rule) => {
      const conditions = [...ofPerson(rule, trust), ...ofDevice(rule, device)];
      const title = rule.purpose === undefined ? rule.persona : `${rule.persona}: ${rule.purpose}`;
      return `// ${title}\npermit(principal, action, resource)\nwhen {\n  ${conditions.join(' &&\n  ')}\n};`;
    })
    .join('\n\n');
}

function ofPerson({ groups, emailDomain, mfa = true }: VerifiedAccessRule, trust: UserTrust): string[] {
  const person = `context.${POLICY_NAMES.user}`;
  const [isIn, verified, address] =
    trust.kind === 'oidc'
      ? [(group: string) => `${person}.groups.contains(${group})`, `${person}.email_verified`, `${person}.email`]
      : [(group: string) => `${person}.groups has ${group}`, `${person}.user.email.verified`, `${person}.user.email.address`];
  const memberships = groups.map((group) => isIn(cedarString(group)));
  return [
    memberships.length === 1 ? memberships.join() : `(${memberships.join(' || ')})`,
    `${verified} == true`,
    ...(emailDomain === undefined ? [] : [`${address} like ${cedarEnding(`@${emailDomain}`)}`]),
    ...(trust.kind === 'oidc' && mfa ? [secondFactor(person, trust.secondFactor)] : []),
  ];
}

function secondFactor(person: string, said: { claim: string; value: string } = { claim: 'amr', value: 'mfa' }): string {
  return `${person}.${said.claim}.contains(${cedarString(said.value)})`;
}

function ofDevice({ deviceTrusted = true }: VerifiedAccessRule, device: DeviceTrust | undefined): string[] {
  if (device === undefined || !deviceTrusted) return [];
  const state = `context.${POLICY_NAMES.device}`;
  return device.kind === 'jamf'
    ? [`["LOW", "SECURE"].contains(${state}.risk)`]
    : [`${state}.assessment.overall > ${device.scoreAbove ?? USUAL_SCORE}`];
}
