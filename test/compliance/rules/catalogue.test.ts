import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CITED_FRAMEWORKS, Framework, PRACTICE } from '../../../lib/compliance/citation';
import { GdprChecks, Iso27001Checks, MlpsChecks, PiplChecks, StrongroomChecks } from '../../../lib/compliance/packs';
import { RULES, RULES_BY_TOPIC } from '../../../lib/compliance/rules';
import { rulesPage } from '../../../scripts/rules';

/** The catalogue: every rule by topic. `!`: no exception is ever good enough. `@`: what it asks for may stand in another app of the account. */
const CATALOGUE = {
  classification:
    'EverythingJudged! CustomerDataDeclared CategoryKnown OwnerNamed PurposeStated BasisStated AssessmentForSensitive',
  encryption:
    'CustomerManagedKey KeyByPurpose KeyRotates KeyWaits KeyDutiesSeparate KeyNotForAnyone! TransportEncrypted SecretsNotInTemplate! SecretRotates NoClientKeys EnvironmentEncrypted',
  retention:
    'RetentionSet RetentionWithinDeclared OldVersionsExpire UploadsAborted BackupsWithinRetention LockOnlyUnderSubjectKeys StatefulKept DeletionProtected',
  residency: 'StaysInResidency! CopiesStayInResidency! RecipientDeclared NoPublicSnapshots!@',
  access:
    'NotPublic! PersonsUseMfa RolesBounded NoWildcardData WildcardsConfined NoEscalation NoUsersNoKeys ServicePrincipalsBound CiSubjectPinned PoolMfaRequired SessionsShort ExternalAccessAnalyzed@',
  network:
    'NoWayOut! DataTierPrivate! AdministrationClosed! EndpointsPoliced WebProtected DnsFiltered@ FirewallsBlock FunctionsInVpcForData',
  reachability:
    'DataUnreachableFromInternet! DataCannotReachInternet! OnlyListenersFaceInternet EgressInspected@ ManagementClosed',
  logging:
    'TrailWhole@ DataEventsLogged@ FlowLogged NetworkLogsSixMonths LogsLocked LogsApart LogsMasked DetectorFull@ FindingsGoSomewhere@ AlarmsHeard DeadLettersWatched',
  recovery: 'PersonalDataBackedUp@ PointInTime VaultLocked RestoresRehearsed@ KeyTableNotLocked MoreThanOneZone',
  incident: 'BreachClock@ SecurityContact@',
  lifecycle: 'RuntimeSupported ServiceOpen Patched@ ImagesScanned UploadsScanned InstancesHardened',
};

test.each(Object.entries(RULES_BY_TOPIC))('the catalogue of %s is complete', (topic, rules) => {
  const ids = rules.map(({ id, exceptable, accountWide }) => `${id}${exceptable ? '' : '!'}${accountWide ? '@' : ''}`);
  expect(ids.sort()).toEqual(CATALOGUE[topic as keyof typeof CATALOGUE].split(' ').sort());
});

test('there are over seventy, each under one id of its own', () => {
  expect(RULES.length).toBeGreaterThan(70);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('%s says why, what to do, and who demands it', (id, rule) => {
  expect(id).toMatch(/^([A-Z][a-z0-9]+)+$/);
  expect(rule.why).toMatch(/^[A-Z].*\.$/s);
  expect(rule.fix).toMatch(/^[A-Z].*\.$/s);
  expect(rule.severity).toBe('error');
  expect(rule.resourceTypes).not.toEqual([]);
  if (rule.cites === PRACTICE) return;
  expect(Object.values(rule.cites).flat()).not.toEqual([]);
  for (const places of Object.values(rule.cites)) expect(places).not.toEqual([]);
});

test('docs/rules.md is what the rules say: run `npm run rules`', () => {
  expect(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'rules.md'), 'utf8')).toBe(rulesPage());
});

/** How each framework numbers its places. */
const NUMBERS: Readonly<Record<(typeof CITED_FRAMEWORKS)[number], RegExp>> = {
  [Framework.GDPR]: /^([1-9]|[1-8]\d|9[0-9])(\(\d\))?(\([a-z]\))?$/,
  [Framework.PIPL]: /^([1-9]|[1-6]\d|7[0-4])(\(\d\))?$/,
  [Framework.ISO27001]: /^(5\.([1-9]|[12]\d|3[0-7])|6\.[1-8]|7\.([1-9]|1[0-4])|8\.([1-9]|[12]\d|3[0-4]))$/,
  [Framework.NIST80053]: /^(AC|AT|AU|CA|CM|CP|IA|IR|MA|MP|PE|PL|PM|PS|PT|RA|SA|SC|SI|SR)-\d{1,2}(\(\d{1,2}\))?$/,
  [Framework.MLPS3]: /^8\.[12]\.([1-9]|10)\.\d{1,2}$/,
};

test.each(CITED_FRAMEWORKS)('places of %s are numbered as it numbers them', (framework) => {
  const places = RULES.flatMap(({ cites }) => (cites === PRACTICE ? [] : (cites[framework] ?? [])));
  expect(places).not.toEqual([]);
  expect(places.filter((place) => !NUMBERS[framework].test(place))).toEqual([]);
});

describe('packs by citation', () => {
  const BASIS = ['EverythingJudged', 'CustomerDataDeclared', 'CategoryKnown'];

  test.each([
    [Framework.GDPR, new GdprChecks()],
    [Framework.PIPL, new PiplChecks()],
    [Framework.MLPS3, new MlpsChecks()],
    [Framework.ISO27001, new Iso27001Checks()],
  ] as const)('that of %s has the rules that cite it, and those that everything rests on', (framework, pack) => {
    const citing = RULES.filter(({ cites }) => cites !== PRACTICE && cites[framework] !== undefined).map(({ id }) => id);
    expect([...pack.ruleIds].sort()).toEqual([...new Set([...citing, ...BASIS])].sort());
    expect(pack.name).toBe('Strongroom');
  });

  test('MLPS has no rule on a law of another kind', () => {
    expect(new MlpsChecks().ruleIds).not.toContain('BreachClock');
    expect(new MlpsChecks().ruleIds).toContain('NoWayOut');
  });

  test('the whole pack has all', () => {
    expect(new StrongroomChecks().ruleIds).toEqual(RULES.map(({ id }) => id));
  });
});
