import { Duration } from 'aws-cdk-lib/core';
import { environments } from '../../bin/environments';
import { type EnvironmentDeclaration, Existing, InvalidInputError, Profile, parseEnvironments } from '../../lib';
import { PERSONAL } from '../support/assets';

const VALID: EnvironmentDeclaration = {
  name: 'dev',
  profile: Profile.DEV,
  region: 'eu-central-1',
  contacts: ['security@example.com'],
  assets: [{ ...PERSONAL, stores: [{ kind: 'bucket', name: 'Invoices' }] }],
};

const ALL_THERE = {
  threatDetection: Existing.inAccount(),
  externalAccess: Existing.inAccount(),
  publicAccess: Existing.inAccount(),
  sessionPreferences: Existing.inAccount(),
};

function propertiesOf(environment: Partial<EnvironmentDeclaration>, ...more: EnvironmentDeclaration[]): string[] {
  try {
    parseEnvironments([{ ...VALID, ...environment }, ...more]);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults.map(({ property }) => property);
    throw error;
  }
  return [];
}

describe('parseEnvironments', () => {
  test('the example environments are valid', () => {
    expect(parseEnvironments(environments).map(({ name, assets }) => [name, assets.map(({ asset }) => asset.name)])).toEqual([
      ['dev', ['orders', 'health-profiles']],
      ['prod', ['orders', 'health-profiles']],
    ]);
  });

  test('lists every fault of every environment in one error', () => {
    const { owner: _, ...ownerless } = PERSONAL;
    const make = () =>
      parseEnvironments([
        { ...VALID, region: 'eu-central-9', contacts: ['nobody'] },
        {
          ...VALID,
          region: 'eu-west-3',
          account: '42',
          assets: [{ ...(ownerless as typeof PERSONAL), residency: ['eu-west-1'], stores: [] }],
        },
      ]);
    expect(make).toThrow(InvalidInputError);
    try {
      make();
    } catch (error) {
      expect((error as Error).message.split('\n')).toEqual([
        'environments is not valid:',
        "  - environments[0].region: got 'eu-central-9'; a region's code, such as 'eu-central-1'; did you mean 'eu-central-1' or 'eu-central-2'?",
        "  - environments[0].contacts[0]: got 'nobody'; an e-mail address, each once",
        "  - environments[1].name: got 'dev'; a name that no other environment has",
        "  - environments[1].account: got '42'; twelve digits, in quotes",
        '  - environments[1].assets[0].stores: got []; a list: at least one store',
        expect.stringMatching(/environments\[1]\.assets\[0]\.owner: got nothing; the team or role that answers for the data/),
      ]);
    }
  });

  test.each<[string, Partial<EnvironmentDeclaration>, string]>([
    ['a residency without the region', { region: 'eu-west-3' }, 'environments[0].assets[0].residency'],
    ['no assets', { assets: [] }, 'environments[0].assets'],
    ['no contacts', { contacts: [] }, 'environments[0].contacts'],
    ['a contact that the alarm topic would refuse', { contacts: ['a,b@example.com'] }, 'environments[0].contacts[0]'],
    ['a profile of its own', { profile: 'test' as Profile }, 'environments[0].profile'],
    ['a name with capitals', { name: 'Dev' }, 'environments[0].name'],
    ['a network that is public', { network: { cidr: '8.8.0.0/16' } }, 'environments[0].network.cidr'],
    ['too many zones', { network: { zones: 9 } }, 'environments[0].network.zones'],
    ['logs kept for too short', { logRetention: Duration.days(30) }, 'environments[0].logRetention'],
    ['a contact twice', { contacts: ['a@example.com', 'a@example.com'] }, 'environments[0].contacts[1]'],
    [
      'a bucket for a single day',
      { assets: [{ ...PERSONAL, retention: Duration.days(1), stores: [{ kind: 'bucket', name: 'A' }] }] },
      'environments[0].assets[0].retention',
    ],
    [
      'two stores of one name',
      {
        assets: [
          {
            ...PERSONAL,
            stores: [
              { kind: 'bucket', name: 'A' },
              { kind: 'table', name: 'A', partitionKey: 'id' },
            ],
          },
        ],
      },
      'environments[0].assets[0].stores[1].name',
    ],
    [
      'two assets of one name',
      { assets: [0, 1].map(() => ({ ...PERSONAL, retention: Duration.days(9), stores: [{ kind: 'bucket', name: 'A' }] })) },
      'environments[0].assets[1].name',
    ],
  ])('refuses %s', (_, environment, property) => {
    expect(propertiesOf(environment)).toEqual([property]);
  });

  describe('environments whose networks overlap', () => {
    const other = (network: EnvironmentDeclaration['network'], more: Partial<EnvironmentDeclaration> = {}) => {
      return { ...VALID, name: 'prod', existing: ALL_THERE, ...(network && { network }), ...more };
    };

    test('are refused in one account and region, with the range that is taken', () => {
      expect(propertiesOf({}, other(undefined))).toEqual(['environments[1].network.cidr']);
      expect(propertiesOf({}, other({ cidr: '10.0.16.0/20' }))).toEqual(['environments[1].network.cidr']);
      expect(() => parseEnvironments([VALID, other({ cidr: '10.0.16.0/20' })])).toThrow(
        "environments[1].network.cidr: got '10.0.16.0/20'; a range apart from that of environments[0], 10.0.0.0/16, which is in the same place",
      );
    });

    test('are taken where they don’t, or where they share neither account nor region', () => {
      expect(propertiesOf({}, other({ cidr: '10.1.0.0/16' }))).toEqual([]);
      expect(propertiesOf({}, other(undefined, { account: '111122223333' }))).toEqual([]);
      expect(propertiesOf({}, other(undefined, { region: 'eu-west-1' }))).toEqual([]);
    });

    test('are told beside every other fault', () => {
      const network = { cidr: '10.0.0.0/24', zones: 1, allowedDomains: ['*.com'] };
      expect(propertiesOf({ region: 'eu-central-9' }, other(network, { region: 'eu-central-9' }))).toEqual([
        'environments[0].region',
        'environments[1].region',
        'environments[1].network.cidr',
        'environments[1].network.zones',
        'environments[1].network.allowedDomains[0]',
        'environments[1].network.cidr',
      ]);
    });
  });

  describe('environments that share an account and region', () => {
    const shared = { ...VALID, name: 'prod', network: { cidr: '10.1.0.0/16' } };

    test('may not both make what there can be one of', () => {
      expect(propertiesOf({}, shared)).toEqual([
        'environments[1].existing.threatDetection',
        'environments[1].existing.externalAccess',
        'environments[1].existing.publicAccess',
      ]);
      expect(propertiesOf({ existing: { threatDetection: Existing.inAccount() } }, shared)).toEqual([
        'environments[1].existing.externalAccess',
        'environments[1].existing.publicAccess',
      ]);
    });

    test('may, where one of them says that it exists, or where they share neither account nor region', () => {
      expect(propertiesOf({}, { ...shared, existing: ALL_THERE })).toEqual([]);
      expect(propertiesOf({}, { ...shared, account: '111122223333' })).toEqual([]);
      expect(propertiesOf({}, { ...shared, region: 'eu-west-1' })).toEqual([]);
    });
  });

  // tsx checks no types, so the file that a platform engineer edits may say anything.
  test.each<[string, Record<string, unknown>, string]>([
    ['no region', { region: undefined }, 'environments[0].region'],
    ['no contacts', { contacts: undefined }, 'environments[0].contacts'],
    ['one contact, not in a list', { contacts: 'a@example.com' }, 'environments[0].contacts'],
    ['no assets', { assets: undefined }, 'environments[0].assets'],
    ['a retention without its unit', { assets: [{ ...VALID.assets[0], retention: 365 }] }, 'environments[0].assets[0].retention'],
    ['a retention of logs without its unit', { logRetention: 365 }, 'environments[0].logRetention'],
    [
      'one region of residency, not in a list',
      { assets: [{ ...VALID.assets[0], residency: 'eu-central-1' }] },
      'environments[0].assets[0].residency',
    ],
    [
      'one subject, not in a list',
      { assets: [{ ...VALID.assets[0], subjects: 'customers' }] },
      'environments[0].assets[0].subjects',
    ],
    ['no stores', { assets: [{ ...PERSONAL }] }, 'environments[0].assets[0].stores'],
    [
      'a table without a key',
      { assets: [{ ...PERSONAL, stores: [{ kind: 'table', name: 'A' }] }] },
      'environments[0].assets[0].stores[0].partitionKey',
    ],
  ])('without types: refuses %s', (_, environment, property) => {
    expect(propertiesOf(environment as Partial<EnvironmentDeclaration>)).toEqual([property]);
  });
});
