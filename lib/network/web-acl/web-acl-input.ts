import { FaultCollector } from '../../errors';
import { BODY_SIZES, type BodyLimit } from './body-limit';
import { CountedRules, checkCounting } from './counting';
import { checkCountries } from './countries';
import { DEFAULT_LIMIT, type Rate, RateKey } from './rate';
import type { WebAclProps } from './web-acl';
import { type AntiDdos, DdosSensitivity, draftRules, type RulesInput } from './web-acl-rules';
import { WebAclScope } from './web-acl-scope';

/** What is said of a web ACL's rules, not yet checked. */
export type WebAclInput = Omit<WebAclProps, 'logs' | 'logged'>;

/** A web ACL that was found valid, its defaults filled in. */
export interface ValidWebAcl extends RulesInput {
  readonly scope: WebAclScope;
  readonly counted: CountedRules;
}

/** Where CloudFront's web ACLs are. */
const CLOUDFRONT_REGION = 'us-east-1';
const LIMIT = { min: 10, max: 2_000_000_000 } as const;
const WINDOWS: readonly number[] = [60, 120, 300, 600];
/** With the rule by address, ten rules that count by the request. */
const MOST_RATES = 9;
const MOST_BODIES = 5;
const MOST_EXPRESSIONS = 5;
const LONGEST_EXPRESSION = 512;
const RULE_NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
/** As it is after decoding and normalizing: what is compared with it has been through both. */
const PATH = /^\/(?!\/)[\w.~!$&'()*+,;=:@/-]{0,199}$/;

/**
 * @param region of the stack; `undefined` or a token where only the deployment knows it
 * @throws InvalidInputError naming every fault at once
 */
export function validateWebAcl(path: string, region: string | undefined, input: WebAclInput): ValidWebAcl {
  const { scope = WebAclScope.REGIONAL, requestsPerFiveMinutes = DEFAULT_LIMIT, rates = [], bodies = [], antiDdos = {} } = input;
  const { admitOnly, forwardedHeader, counting = [] } = input;
  const faults = new FaultCollector(`web ACL '${path}'`);
  faults.check(
    scope !== WebAclScope.CLOUDFRONT || region === CLOUDFRONT_REGION,
    'scope',
    scope,
    `in a stack whose region is '${CLOUDFRONT_REGION}': AWS keeps CloudFront's web ACLs there`,
  );
  checkLimit(faults, 'requestsPerFiveMinutes', requestsPerFiveMinutes);
  if (admitOnly !== undefined) checkCountries(faults, 'admitOnly', admitOnly);
  if (forwardedHeader !== undefined) RateKey.forwardedIp(forwardedHeader).check(faults, 'forwardedHeader');
  checkBodies(faults, bodies);
  checkAntiDdos(faults, antiDdos);
  const rules = { requestsPerFiveMinutes, rates, admitOnly: admitOnly ?? [], bodies, antiDdos };
  const withoutRates = draftRules({ ...rules, rates: [] });
  checkRates(
    faults,
    rates,
    withoutRates.map(({ name }) => name),
  );
  checkCounting(faults, 'counting', counting, [...withoutRates, ...rates]);
  faults.throwIfAny();
  const counted = new CountedRules(counting);
  return { ...rules, scope, counted, ...(forwardedHeader !== undefined && { forwardedHeader }) };
}

function checkLimit(faults: FaultCollector, property: string, limit: number): void {
  const fine = Number.isInteger(limit) && limit >= LIMIT.min && limit <= LIMIT.max;
  faults.check(fine, property, limit, `a whole number, ${LIMIT.min} to ${LIMIT.max}`);
}

function checkRates(faults: FaultCollector, rates: readonly Rate[], taken: readonly string[]): void {
  faults.check(rates.length <= MOST_RATES, 'rates', `${rates.length} rates`, `at most ${MOST_RATES}`);
  const names = [...taken, ...rates.map(({ name }) => name)];
  rates.forEach(({ name, limit = DEFAULT_LIMIT, window, key, path }, index) => {
    const at = `rates[${index}]`;
    if (faults.check(RULE_NAME.test(name), `${at}.name`, name, 'a letter, then letters and digits, at most 64')) {
      const isFirst = names.indexOf(name) === taken.length + index;
      faults.check(isFirst, `${at}.name`, name, 'a name that no other rule of the web ACL has');
    }
    checkLimit(faults, `${at}.limit`, limit);
    const seconds = window?.toSeconds({ integral: false });
    const fine = seconds === undefined || WINDOWS.includes(seconds);
    faults.check(fine, `${at}.window`, `${seconds} seconds`, '1, 2, 5 or 10 minutes, as Duration.minutes(...)');
    key?.check(faults, `${at}.key`);
    if (path !== undefined) checkPath(faults, `${at}.path`, path);
  });
}

function checkBodies(faults: FaultCollector, bodies: readonly BodyLimit[]): void {
  faults.check(bodies.length <= MOST_BODIES, 'bodies', `${bodies.length} paths`, `at most ${MOST_BODIES}`);
  bodies.forEach(({ path, kilobytes }, index) => {
    const at = `bodies[${index}]`;
    faults.check(BODY_SIZES.includes(kilobytes), `${at}.kilobytes`, kilobytes, `one of ${BODY_SIZES.join(', ')}`);
    if (!checkPath(faults, `${at}.path`, path)) return;
    const wider = bodies.find((other, place) => place !== index && path.startsWith(other.path));
    faults.check(
      wider === undefined,
      `${at}.path`,
      path,
      `a path that is not below '${wider?.path}', which has a limit of its own`,
    );
  });
}

function checkAntiDdos(faults: FaultCollector, { sensitivity, challengeExcept }: AntiDdos): void {
  const levels = Object.values(DdosSensitivity);
  const isLevel = sensitivity === undefined || levels.includes(sensitivity);
  faults.check(isLevel, 'antiDdos.sensitivity', sensitivity, `one of ${levels.join(', ')}`);
  if (challengeExcept === undefined) return;
  const property = 'antiDdos.challengeExcept';
  const cure = `one to ${MOST_EXPRESSIONS} regular expressions for paths that can't answer a challenge, such as '^/api/'`;
  const expressions = faults.items(property, challengeExcept, cure);
  faults.check(expressions.length <= MOST_EXPRESSIONS, property, `${expressions.length} expressions`, cure);
  expressions.forEach((expression, index) => {
    faults.check(
      isExpression(expression),
      `${property}[${index}]`,
      expression,
      `a regular expression of 1 to ${LONGEST_EXPRESSION} characters`,
    );
  });
}

function checkPath(faults: FaultCollector, property: string, path: string): boolean {
  const fine = typeof path === 'string' && PATH.test(path) && !/\/(\.{0,2}\/|\.{1,2}$)/.test(path);
  return faults.check(
    fine,
    property,
    path,
    `the beginning of a path, such as '/documents/', as it is when decoded and normalized, at most 200 characters`,
  );
}

function isExpression(text: string): boolean {
  try {
    return text.length > 0 && text.length <= LONGEST_EXPRESSION && new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
