import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { policiesOf } from './policies';
import type { Policy, Principal, Statement } from './statement';

/** What says who may assume a role. */
export function trustsOf(role: Resource, index: TemplateIndex): readonly Policy[] {
  return policiesOf(role, index).filter(({ kind }) => kind === 'trust');
}

/**
 * The principals of a trust that are persons, or that persons may be: users, whole accounts, anyone, and what only the deployment
 * knows. Roles and services are not, since their sessions have no second factor; those whom a provider vouches for are not either.
 */
export function personsIn(statement: Statement, role: Resource, index: TemplateIndex): readonly Principal[] {
  if (!statement.allows || !statement.covers('sts:AssumeRole')) return [];
  const machines = statement
    .conditionsOn('aws:PrincipalArn')
    .some(({ operator, values }) => /^(ForAnyValue:)?(String|Arn)(Equals|Like)$/.test(operator) && values.every(isRoleArn));
  if (machines) return [];
  const own = index.environmentOf(role).account;
  return statement.principals.filter((principal) => {
    if (principal.kind !== 'AWS' || isMachine(principal)) return false;
    // An identifier that a third party gives is for its software: nobody types it in.
    return !(statement.confinedBy('sts:ExternalId') && own !== undefined && isOther(principal, own));
  });
}

function isMachine({ value, named }: Principal): boolean {
  return isRoleArn(value) || (named.length > 0 && named.every(({ type }) => type === 'AWS::IAM::Role'));
}

function isRoleArn(text: string): boolean {
  return /^arn:.*:(role|assumed-role)\/./.test(text);
}

function isOther({ value }: Principal, own: string): boolean {
  return /\d{12}/.test(value) && !value.includes(own);
}
