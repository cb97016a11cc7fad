import { Aws } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { FaultCollector, InvalidInputError } from '../../../lib/errors';
import { checkDomains, dnsPatterns, MOST_DOMAINS } from '../../../lib/network/firewall/domain-list';

function faultsOf(...domains: readonly string[]): string[] {
  const faults = new FaultCollector('list');
  checkDomains(faults, 'allowedDomains', domains);
  try {
    faults.throwIfAny();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
  }
}

const FORMS = "a domain's name: 'example.com' for that name alone, '*.example.com' for those below it, '.example.com' for both";

test.each([
  ['none', []],
  ['names, names below one, and both', ['example.com', '*.example.org', '.example.net', 'a-1.b.example.co.uk']],
  ['a name, and those below it, apart', ['example.com', '*.example.com']],
  ['a name that only ends like another', ['.example.com', 'badexample.com']],
  [
    'names below those of a registry, and of a provider',
    ['.example.co.uk', 'bucket.s3.eu-central-1.amazonaws.com', '.shop.github.io'],
  ],
  ['other alphabets', ['xn--bcher-kva.example', '.xn--80ak6aa92e.xn--55qx5d.cn']],
])('%s are sound', (_, domains) => {
  expect(faultsOf(...domains)).toEqual([]);
});

test.each([
  ['.com', "a narrower name: anyone can have one below 'com', a top-level domain"],
  ['*.com', "a narrower name: anyone can have one below 'com', a top-level domain"],
  ['.co.uk', "a narrower name: anyone can have one below 'co.uk', where a registry gives them out"],
  ['*.com.cn', "a narrower name: anyone can have one below 'com.cn', where a registry gives them out"],
  ['.amazonaws.com', "a narrower name: anyone can have one below 'amazonaws.com', where a provider gives them to its customers"],
  [
    '*.s3.eu-central-1.amazonaws.com',
    "a narrower name: anyone can have one below 's3.eu-central-1.amazonaws.com', where a provider gives them to its customers",
  ],
  ['.github.io', "a narrower name: anyone can have one below 'github.io', where a provider gives them to its customers"],
  ['com', `at least two labels: ${FORMS}`],
  ['*', `the names that are needed, one by one, for this would be all: ${FORMS}`],
  ['.', `the names that are needed, one by one, for this would be all: ${FORMS}`],
  ['', FORMS],
  ['a.*.example.com', `'*' as the first label only: ${FORMS}`],
  ['*example.com', `'*' as the first label only: ${FORMS}`],
  ['example.com.', 'without the dot at its end, which is not in what a client sends'],
  ['192.0.2.1', 'a name, not an address: what is behind one changes hands'],
  ['2001:db8::1', 'a name, not an address: what is behind one changes hands'],
  ['https://example.com', "without 'https://': a firewall sees names, whatever the scheme"],
  ['example.com:443', "without ':443': TLS on port 443 is let out, and nothing else"],
  ['example.com/path', "without '/path': what is asked of a domain is encrypted"],
  ['Example.com', "in lower case: 'example.com'"],
  [
    'HTTPS://Example.com:8443/a',
    "without 'HTTPS://': a firewall sees names, whatever the scheme; without ':8443': TLS on port 443 is let out, and nothing else; without '/a': what is asked of a domain is encrypted; in lower case: 'example.com'",
  ],
])('%j is refused', (entry, cure) => {
  expect(faultsOf('example.org', entry)).toEqual([`allowedDomains[1]: got '${entry}'; ${cure}`]);
});

test.each(['-a.com', 'a-.com', 'a..com', 'a_b.com', 'a b.com', 'bücher.com', `${'a'.repeat(64)}.com`, 'a"; sid:1;.com'])(
  '%j is no name',
  (entry) => {
    expect(faultsOf(entry)).toEqual([
      `allowedDomains[0]: got '${entry}'; labels of 1 to 63 letters, digits and hyphens, 253 characters in all; other alphabets in their form 'xn--...'`,
    ]);
  },
);

test('what only the deployment knows is refused, for nobody could check it', () => {
  expect(faultsOf(`a.${Aws.URL_SUFFIX}`)).toEqual([expect.stringContaining(`; a text that is known at synthesis: ${FORMS}`)]);
});

test.each([
  [['a.com', 'a.com'], "allowedDomains[1]: got 'a.com'; once: it is 'allowedDomains[0]' already"],
  [
    ['a.com', '.a.com'],
    "allowedDomains[0]: got 'a.com'; leave out one of the two: '.a.com', which is in the list as well, lets through all that this does",
  ],
  [
    ['.a.com', 'x.y.a.com'],
    "allowedDomains[1]: got 'x.y.a.com'; leave out one of the two: '.a.com', which is in the list as well, lets through all that this does",
  ],
  [
    ['*.y.a.com', '*.a.com'],
    "allowedDomains[0]: got '*.y.a.com'; leave out one of the two: '*.a.com', which is in the list as well, lets through all that this does",
  ],
])('%j: one is too many', (domains, fault) => {
  expect(faultsOf(...domains)).toEqual([fault]);
});

test('all faults are noted, each with its place', () => {
  expect(faultsOf('.com', 'example.com', 'https://a.org', 'example.com').map((fault) => fault.split(':')[0])).toEqual([
    'allowedDomains[0]',
    'allowedDomains[2]',
    'allowedDomains[3]',
  ]);
});

test('as many as the firewall has room for, and no more', () => {
  const names = Array.from({ length: MOST_DOMAINS + 1 }, (_, index) => `a${index}.example.com`);
  expect(faultsOf(...names.slice(1))).toEqual([]);
  expect(faultsOf(...names)).toEqual([`allowedDomains: got '${MOST_DOMAINS + 1} domains'; at most ${MOST_DOMAINS}`]);
});

test('something else than a list is a fault', () => {
  const faults = new FaultCollector('list');
  checkDomains(faults, 'allowedDomains', JSON.parse('"example.com"'));
  expect(() => faults.throwIfAny()).toThrow(`allowedDomains: got 'example.com'; a list: ${FORMS}`);
});

test('DNS Firewall has a pattern for the name and one for those below it', () => {
  expect(dnsPatterns(['a.com', '*.b.com', '.c.com'])).toEqual(['a.com', '*.b.com', 'c.com', '*.c.com']);
});

describe('of any list', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 2 }).map((labels) => `${labels.join('.')}.example`);
  const entry = fc.tuple(fc.constantFrom('', '.', '*.'), name).map((parts) => parts.join(''));
  /** Names that any entry of a small list can be about. */
  const asked = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);

  /** What an entry means, by definition. */
  const lets = (one: string, host: string) => {
    const bare = one.replace(/^\*?\./, '');
    return (host === bare && !one.startsWith('*')) || (host.endsWith(`.${bare}`) && one !== bare);
  };

  test('a sound one has no entry that could go without letting less through', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), asked, (domains, host) => {
        fc.pre(faultsOf(...domains).length === 0);
        const through = domains.filter((one) => lets(one, host));
        // `example.com` and `*.example.com` meet in no name.
        expect(through.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('one with an entry that another covers is refused at the narrower one', () => {
    fc.assert(
      fc.property(name, label, (base, below) => {
        expect(faultsOf(`.${base}`, `${below}.${base}`)).toHaveLength(1);
        expect(faultsOf(`*.${below}.${base}`, `*.${base}`)[0]).toMatch(/^allowedDomains\[0\]/);
      }),
    );
  });

  test('DNS Firewall lets through the same names', () => {
    const matches = (pattern: string, host: string) =>
      pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
    fc.assert(
      fc.property(entry, asked, (one, host) => {
        expect(dnsPatterns([one]).some((pattern) => matches(pattern, host))).toBe(lets(one, host));
      }),
    );
  });
});
