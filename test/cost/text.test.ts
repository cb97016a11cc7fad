import { estimate } from '../../lib/cost/estimate';
import { formatJson, formatText } from '../../lib/cost/text';

const TEMPLATE = {
  Resources: {
    Nat: { Type: 'AWS::EC2::NatGateway' },
    Acl: {
      Type: 'AWS::WAFv2::WebACL',
      Properties: { Rules: [{ Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesAntiDDoSRuleSet' } } }] },
    },
    Policy: {
      Type: 'AWS::NetworkFirewall::FirewallPolicy',
      Properties: { FirewallPolicy: { TLSInspectionConfigurationArn: 'a' } },
    },
    Firewall: {
      Type: 'AWS::NetworkFirewall::Firewall',
      Properties: { SubnetMappings: [{}], FirewallPolicyArn: { Ref: 'Policy' } },
    },
    Database: { Type: 'AWS::RDS::DBInstance' },
  },
};
const ESTIMATES = [estimate('dev', [{ name: 'a', template: TEMPLATE, environment: { region: 'eu-central-1' } }])];

test('a table with its sum, where each price is from, and what is not in it', () => {
  expect(formatText(ESTIMATES).split('\n').slice(0, 12)).toEqual([
    'dev: $352.31 a month when idle, for 5 resources',
    '  driver                        units   $ each  $ a month  price',
    '  NAT gateways                      1    37.96      37.96  as of 2026-09-28',
    "  firewall endpoints                1   288.35     288.35  us-east-1's, as of 2024-07-01",
    '  TLS inspection of firewalls       1  unknown  not in it  unknown here',
    '  web ACLs                          1     5.00       5.00  as of 2024-07-01',
    '  rules and groups of web ACLs      1     1.00       1.00  as of 2024-07-01',
    '  anti-DDoS rule groups             1    20.00      20.00  unverified',
    '  sum                                              352.31',
    expect.stringMatching(/^ {2}AWS discounts NAT gateways .*up to \$37\.96 less\.$/),
    '  Billed by the hour, without a price here, and not in it: 1 AWS::RDS::DBInstance',
    '',
  ]);
});

test('says when the table was checked, what is left out, and what to check', () => {
  const text = formatText(ESTIMATES);
  expect(text).toMatch(/NAT gateways +GB processed +\$0\.052 /);
  expect(text).toMatch(/Taxes, support, discounts, commitments and free tiers are left out/);
  expect(text).toMatch(/last gone through on \d{4}-\d\d-\d\d/);
  expect(text).toMatch(/AWS Pricing Calculator/);
});

test('the same for programs, with the source of each price', () => {
  expect(JSON.parse(formatJson(ESTIMATES))).toMatchObject({
    schema: 'strongroom-cost/1',
    currency: 'USD',
    hoursAMonth: 730,
    estimates: [
      {
        name: 'dev',
        monthly: 352.31,
        rows: expect.arrayContaining([
          expect.objectContaining({
            driver: 'nat-gateway',
            unverified: false,
            source: expect.objectContaining({ page: 'Amazon VPC Pricing' }),
          }),
          expect.objectContaining({ driver: 'anti-ddos', unverified: true }),
        ]),
      },
    ],
  });
});

test('nothing that costs, and names that a terminal would obey', () => {
  expect(formatText([estimate('a\u001b[2J', [{ name: 'a', template: { Resources: {} } }])])).toMatch(
    /^a\\u\{1b\}\[2J: \$0\.00 a month when idle, for 0 resources\n {2}nothing that costs while it idles\n\nTaxes/,
  );
});
