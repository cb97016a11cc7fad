import { Framework } from '../../citation';
import { mayReachPersonalData } from '../../facts/policies/reach';
import { trustsOf } from '../../facts/policies/trust';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { asNumber, describe, isFalse, isPresent, read } from '../../template/values';

const HOUR = 3600;
const MONTH = 30 * 24 * HOUR;
const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: HOUR, days: 24 * HOUR };

interface Token {
  readonly property: string;
  /** Its unit, in `TokenValidityUnits`, and the unit where none is given. */
  readonly unit: string;
  readonly usual: string;
  /** How long it is valid where the client doesn't say: its default is within the limit. */
  readonly limit: number;
}

/** The tokens of a user pool's client. Source: "AWS::Cognito::UserPoolClient", CloudFormation. */
const TOKENS: readonly Token[] = [
  { property: 'AccessTokenValidity', unit: 'AccessToken', usual: 'hours', limit: HOUR },
  { property: 'IdTokenValidity', unit: 'IdToken', usual: 'hours', limit: HOUR },
  { property: 'RefreshTokenValidity', unit: 'RefreshToken', usual: 'days', limit: MONTH },
];

/**
 * A session that reaches data about persons ends within an hour: of a role that anyone but an AWS service may assume, of a set of
 * permissions of IAM Identity Center, and of a client of a user pool, whose refresh tokens end within 30 days and can be revoked.
 */
export const sessionsShort: Rule = {
  id: 'SessionsShort',
  severity: 'error',
  resourceTypes: ['AWS::IAM::Role', 'AWS::SSO::PermissionSet', 'AWS::Cognito::UserPoolClient'],
  why: 'Whoever gets hold of a session has it until it ends, and nobody can take it from them.',
  fix: "Leave 'MaxSessionDuration', 'SessionDuration' and the tokens' validity at one hour: it is the default of each.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.5'],
    [Framework.NIST80053]: ['AC-12'],
    [Framework.MLPS3]: ['8.1.4.1'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (resource.type === 'AWS::Cognito::UserPoolClient') return checkClient(resource, index);
    if (!mayReachPersonalData(resource, index)) return NOT_APPLICABLE;
    if (resource.type === 'AWS::SSO::PermissionSet') return checkDuration(resource, 'SessionDuration', secondsOfDuration, index);
    const onlyServices = trustsOf(resource, index).every(
      ({ open, statements }) =>
        !open && statements.every(({ allows, principals }) => !allows || principals.every(({ kind }) => kind === 'Service')),
    );
    return onlyServices ? NOT_APPLICABLE : checkDuration(resource, 'MaxSessionDuration', asNumber, index);
  },
};

function checkDuration(
  resource: Resource,
  property: string,
  secondsOf: (value: unknown) => number | undefined,
  index: TemplateIndex,
): Verdict {
  const targets = read(index, resource, property);
  const isShort = (value: unknown) => value === undefined || (secondsOf(value) ?? Number.POSITIVE_INFINITY) <= HOUR;
  if (targets.every((target) => target.kind === 'literal' && isShort(target.value))) return COMPLIANT;
  const detail = `a session that reaches personal data may last longer than an hour: '${property}' is ${describe(targets)}`;
  return violationsOrCompliant([{ location: `Properties.${property}`, detail }]);
}

/** Seconds of a duration of ISO 8601: `PT1H30M`. */
function secondsOfDuration(value: unknown): number | undefined {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(String(value));
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * HOUR + Number(minutes) * 60 + Number(seconds);
}

function checkClient(client: Resource, index: TemplateIndex): Verdict {
  return violationsOrCompliant([
    ...TOKENS.flatMap((token) => tokenViolations(client, token, index)),
    ...unrevoked(client, index),
  ]);
}

function tokenViolations(client: Resource, { property, unit, usual, limit }: Token, index: TemplateIndex): Violation[] {
  const [validities, units] = [read(index, client, property), read(index, client, `TokenValidityUnits.${unit}`)];
  const short = validities.every((validity) => {
    if (validity.kind !== 'literal') return false;
    // 0 is the default.
    if (validity.value === undefined || asNumber(validity.value) === 0) return true;
    return units.every((given) => {
      const seconds = given.kind === 'literal' ? SECONDS[String(given.value ?? usual)] : undefined;
      return (asNumber(validity.value) ?? Number.POSITIVE_INFINITY) * (seconds ?? Number.POSITIVE_INFINITY) <= limit;
    });
  });
  if (short) return [];
  const allowed = limit === HOUR ? 'an hour' : '30 days';
  const given = `'${property}' is ${describe(validities)}, in ${units.some(isPresent) ? describe(units) : usual}`;
  return [{ location: `Properties.${property}`, detail: `a token of the client is valid longer than ${allowed}: ${given}` }];
}

function unrevoked(client: Resource, index: TemplateIndex): Violation[] {
  const property = 'EnableTokenRevocation';
  const targets = read(index, client, property);
  if (targets.every((target) => target.kind === 'literal' && !isFalse(target.value))) return [];
  return [
    { location: `Properties.${property}`, detail: `the client's tokens can't be revoked: '${property}' is ${describe(targets)}` },
  ];
}
