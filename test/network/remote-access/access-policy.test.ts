import fc from 'fast-check';
import { FaultCollector } from '../../../lib/errors';
import {
  accessPolicy,
  checkAccessRules,
  type VerifiedAccessRule,
  type Vouchers,
} from '../../../lib/network/remote-access/access-policy';
import { cedarEnding, cedarString } from '../../../lib/network/remote-access/cedar-text';
import { faultsOf, OIDC, RULE } from './support';

const IDENTITY_CENTER: Vouchers = { trust: { kind: 'iam-identity-center' } };
const GROUP = 'c242c5b0-6081-1845-6fa8-6e0d9513c107';

describe('the policy', () => {
  test('with OIDC: group, verified address of the domain, second factor', () => {
    expect(accessPolicy([{ ...RULE, purpose: 'incident-response' }], { trust: OIDC })).toBe(`// operators: incident-response
permit(principal, action, resource)
when {
  context.idp.groups.contains("Operations") &&
  context.idp.email_verified == true &&
  context.idp.email like "*@example.com" &&
  context.idp.amr.contains("mfa")
};`);
  });

  test('with IAM Identity Center: ids of groups, one of which is enough', () => {
    const other = '11111111-2222-3333-4444-555555555555';
    expect(
      accessPolicy([{ persona: 'operators', groups: [GROUP, other], emailDomain: 'example.com' }], IDENTITY_CENTER),
    ).toBe(`// operators
permit(principal, action, resource)
when {
  (context.idp.groups has "${GROUP}" || context.idp.groups has "${other}") &&
  context.idp.user.email.verified == true &&
  context.idp.user.email.address like "*@example.com"
};`);
  });

  test('with a provider that says otherwise how people proved who they are', () => {
    const trust = { ...OIDC, secondFactor: { claim: 'acr_values', value: 'phr' } };
    expect(accessPolicy([RULE], { trust })).toContain('context.idp.acr_values.contains("phr")');
  });

  test.each([
    [{ kind: 'jamf', tenantId: 't' }, '["LOW", "SECURE"].contains(context.device.risk)'],
    [{ kind: 'crowdstrike', tenantId: 't' }, 'context.device.assessment.overall > 50'],
    [{ kind: 'crowdstrike', tenantId: 't', scoreAbove: 80 }, 'context.device.assessment.overall > 80'],
  ] as const)('with devices that %j knows: trusted ones only, unless a rule says otherwise', (device, condition) => {
    expect(conditionsOf(accessPolicy([RULE], { trust: OIDC, device })).at(-1)).toBe(condition);
    expect(accessPolicy([{ ...RULE, deviceTrusted: false }], { trust: OIDC, device })).not.toContain('context.device');
  });

  test('leaves out the second factor only where a rule says that the provider demands it of everybody', () => {
    expect(accessPolicy([{ ...RULE, mfa: false }], { trust: OIDC })).not.toContain('amr');
  });

  test('is one permission a rule, apart from each other, and nothing is prohibited', () => {
    const policy = accessPolicy([RULE, { persona: 'auditors', groups: ['Audit'] }], { trust: OIDC });
    expect(policy.match(/^permit\(/gm)).toHaveLength(2);
    expect(policy).not.toContain('forbid');
  });
});

describe('everybody', () => {
  test('is never let in', () => {
    for (const vouchers of [{ trust: OIDC }, IDENTITY_CENTER]) {
      const policy = accessPolicy(
        [
          { persona: 'operators', groups: [GROUP] },
          { ...RULE, groups: [GROUP] },
        ],
        vouchers,
      );
      expect(letsEverybodyIn(policy)).toBe(false);
    }
  });

  test.each([
    ['a permission without conditions', 'permit(principal, action, resource);'],
    ['one with an empty condition', 'permit(principal, action, resource)\nwhen { true };'],
    [
      'one beside others',
      `${accessPolicy([RULE], { trust: OIDC })}\npermit(principal, action, resource) when {\n  context.idp.email_verified == true\n};`,
    ],
  ])('would be seen to be: %s', (_, policy) => {
    expect(letsEverybodyIn(policy)).toBe(true);
  });
});

describe('a text in a policy', () => {
  test.each([
    ['Operations', '"Operations"'],
    ['R&D / EU (night)', '"R&D / EU (night)"'],
    ['x") || true || ("', String.raw`"x\u{22}) || true || (\u{22}"`],
    ['x\\', String.raw`"x\u{5c}"`],
    ['x\n};permit(principal,action,resource);', String.raw`"x\u{a}};permit(principal,action,resource);"`],
    ['运维', String.raw`"\u{8fd0}\u{7ef4}"`],
    ['🔑', String.raw`"\u{1f511}"`],
    ['*', '"*"'],
  ])('%j stays one string', (text, literal) => {
    expect(cedarString(text)).toBe(literal);
  });

  test('a wildcard in the end of a pattern is none', () => {
    expect(cedarEnding('@*.com')).toBe(String.raw`"*@\*.com"`);
  });

  test('whatever it is, it is read back as it was, and has no quote, line or comment of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const literal = cedarString(text);
        expect(literal).toMatch(/^"([ !#-[\]-~]|\\u\{[0-9a-f]{1,6}\})*"$/);
        expect(
          literal
            .slice(1, -1)
            .replace(/\\u\{([0-9a-f]+)\}/g, (_, point: string) => String.fromCodePoint(Number.parseInt(point, 16))),
        ).toBe(text);
      }),
    );
  });

  test('a group named like a policy adds no permission', () => {
    const rule = { persona: 'operators', groups: ['a")\n};\npermit(principal, action, resource);\n//'] };
    const policy = accessPolicy([rule], { trust: OIDC });
    expect(policy.split('\n')).toHaveLength(7);
    expect(policy.match(/^permit\(/gm)).toHaveLength(1);
    expect(letsEverybodyIn(policy)).toBe(false);
  });
});

describe('bad rules', () => {
  test('are refused with every fault at once', () => {
    expect(
      faultsIn(
        [
          { persona: 'Operators', groups: [] },
          { persona: 'x\n};', groups: ['a\nb', 'Ops', 'Ops'], emailDomain: '*@example.com', purpose: 'do "it"' },
          { persona: 'auditors', groups: ['Audit'], deviceTrusted: true },
        ],
        { trust: OIDC },
      ),
    ).toEqual([
      `rules[0].persona: got 'Operators'; lower-case letters, digits and hyphens, 2 to 40 characters, first a letter`,
      `rules[0].groups: got []; a list: at least one, each a group's name`,
      `rules[1].persona: got 'x\n};'; lower-case letters, digits and hyphens, 2 to 40 characters, first a letter`,
      `rules[1].groups[0]: got 'a\nb'; a group's name, each once`,
      `rules[1].groups[2]: got 'Ops'; a group's name, each once`,
      `rules[1].emailDomain: got '*@example.com'; a domain in lower case: 'example.com'`,
      `rules[1].purpose: got 'do "it"'; lower-case letters, digits and hyphens, 2 to 40 characters, first a letter`,
      `rules[2].deviceTrusted: got true; left out, or 'device' says who knows the devices`,
    ]);
  });

  test('IAM Identity Center knows groups by id, and says nothing of a second factor', () => {
    expect(faultsIn([{ persona: 'operators', groups: ['Operations'], mfa: true }], IDENTITY_CENTER)).toEqual([
      `rules[0].groups[0]: got 'Operations'; a group's id: '${GROUP}', each once`,
      'rules[0].mfa: got true; left out: IAM Identity Center asks for the second factor at sign-in, and its trust data say nothing of it',
    ]);
  });

  test('none at all lets nobody in', () => {
    expect(faultsIn([], { trust: OIDC })).toEqual(['rules: got []; a list: at least one rule: without any, nobody is let in']);
  });
});

function faultsIn(rules: readonly VerifiedAccessRule[], vouchers: Vouchers): string[] {
  const faults = new FaultCollector('a table');
  checkAccessRules(faults, 'rules', rules, vouchers);
  return faultsOf(() => faults.throwIfAny());
}

function conditionsOf(permission: string): string[] {
  const [, conditions = ''] = /when \{\s*([\s\S]*?)\s*\};/.exec(permission) ?? [];
  return conditions.split('&&').map((condition) => condition.trim());
}

/** Whether some permission has no condition on the groups that a person is in, all of its conditions being demanded. */
function letsEverybodyIn(policy: string): boolean {
  return policy
    .split(/^permit\(/m)
    .slice(1)
    .some(
      (permission) =>
        !conditionsOf(permission).some((condition) => /^\(?context\.idp\.groups(\.contains\(| has )/.test(condition)),
    );
}
