import { type Context, checkParsePolicySet, isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { accessPolicy, type VerifiedAccessRule, type Vouchers } from '../../../lib/network/remote-access/access-policy';
import { OIDC, RULE } from './support';

const GROUP = 'c242c5b0-6081-1845-6fa8-6e0d9513c107';
const ADA = { groups: ['Operations', 'Staff'], email: 'ada@example.com', email_verified: true, amr: ['pwd', 'mfa'] };
const IDENTITY_CENTER: Vouchers = { trust: { kind: 'iam-identity-center' } };
const EVE = {
  user: { email: { address: 'eve@example.com', verified: true } },
  groups: { [GROUP]: { group_name: 'Operations' } },
};

test.each([
  ['whoever meets all', ADA, 'allow'],
  ['who is in another group', { ...ADA, groups: ['Staff'] }, 'deny'],
  ['who is in none', { ...ADA, groups: [] }, 'deny'],
  ['whose address is not verified', { ...ADA, email_verified: false }, 'deny'],
  ['whose address is of another domain', { ...ADA, email: 'ada@example.org' }, 'deny'],
  ['whose address has the domain in front', { ...ADA, email: 'ada@example.com@example.org' }, 'deny'],
  ['whose domain ends like it', { ...ADA, email: 'ada@badexample.com' }, 'deny'],
  ['who gave a password alone', { ...ADA, amr: ['pwd'] }, 'deny'],
  ['of whom the provider says nothing', {}, 'deny'],
])('with OIDC, %s: %s', (_, idp, decision) => {
  expect(decide([RULE], { trust: OIDC }, { idp })).toBe(decision);
});

test.each([
  ['whoever is in the group', EVE, 'allow'],
  ['who is in another', { ...EVE, groups: {} }, 'deny'],
  ['whose address is not verified', { ...EVE, user: { email: { ...EVE.user.email, verified: false } } }, 'deny'],
])('with IAM Identity Center, %s', (_, idp, decision) => {
  const rule = { persona: 'operators', groups: ['11111111-2222-3333-4444-555555555555', GROUP], emailDomain: 'example.com' };
  expect(decide([rule], IDENTITY_CENTER, { idp })).toBe(decision);
});

test.each([
  [{ kind: 'jamf', tenantId: 't' }, { risk: 'LOW' }, 'allow'],
  [{ kind: 'jamf', tenantId: 't' }, { risk: 'HIGH' }, 'deny'],
  [{ kind: 'jamf', tenantId: 't' }, {}, 'deny'],
  [{ kind: 'crowdstrike', tenantId: 't' }, { assessment: { overall: 51 } }, 'allow'],
  [{ kind: 'crowdstrike', tenantId: 't' }, { assessment: { overall: 50 } }, 'deny'],
] as const)('with a device that %j knows as %j: %s', (device, state, decision) => {
  expect(decide([RULE], { trust: OIDC, device }, { idp: ADA, device: state })).toBe(decision);
});

test('a rule is enough, and each is judged by itself', () => {
  const rules = [{ persona: 'auditors', groups: ['Audit'] }, RULE];
  expect(decide(rules, { trust: OIDC }, { idp: ADA })).toBe('allow');
  expect(decide(rules, { trust: OIDC }, { idp: { ...ADA, groups: ['Staff'] } })).toBe('deny');
});

test('whatever a group is called, its members come in and nobody else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (group, other) => {
      const rule = { persona: 'operators', groups: [group] };
      const policy = accessPolicy([rule], { trust: OIDC });
      expect(checkParsePolicySet({ staticPolicies: policy })).toEqual({ type: 'success' });
      expect(decide([rule], { trust: OIDC }, { idp: { ...ADA, groups: [group] } })).toBe('allow');
      if (other !== group) expect(decide([rule], { trust: OIDC }, { idp: { ...ADA, groups: [other] } })).toBe('deny');
    }),
  );
});

function decide(rules: readonly VerifiedAccessRule[], vouchers: Vouchers, context: Context): string {
  const answer = isAuthorized({
    principal: { type: 'Principal', id: 'someone' },
    action: { type: 'Action', id: 'request' },
    resource: { type: 'Resource', id: 'application' },
    context,
    policies: { staticPolicies: accessPolicy(rules, vouchers) },
    entities: [],
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  return answer.response.decision;
}
