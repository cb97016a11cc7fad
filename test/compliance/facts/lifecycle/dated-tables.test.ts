import { hasCome, isNear } from '../../../../lib/compliance/facts/lifecycle/dates';
import { RETIRED_SERVICES } from '../../../../lib/compliance/facts/lifecycle/retired-services';
import { ENGINE_VERSIONS, LAMBDA_RUNTIMES } from '../../../../lib/compliance/facts/lifecycle/runtime-support';
import { supportOf, supportOfRuntime } from '../../../../lib/compliance/facts/lifecycle/support';

const isDay = (day: string) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);

test('every date of the tables is a day', () => {
  const days = [
    ...RETIRED_SERVICES.flatMap(({ closed, ends }) => [closed, ends]),
    ...Object.values(LAMBDA_RUNTIMES),
    ...Object.values(ENGINE_VERSIONS).flatMap((versions) => versions.map(([, end]) => end)),
  ].filter((day) => day !== undefined);
  expect(days.filter((day) => !isDay(day))).toEqual([]);
});

test('every retired service is closed or ends, closes before it ends, and no type is in two rows', () => {
  expect(RETIRED_SERVICES.filter(({ closed, ends }) => closed === undefined && ends === undefined)).toEqual([]);
  expect(RETIRED_SERVICES.filter(({ closed = '', ends = '9' }) => closed >= ends)).toEqual([]);
  const types = RETIRED_SERVICES.flatMap(({ types: own }) => own);
  expect(types).toEqual([...new Set(types)]);
  expect(types.filter((type) => !/^AWS::\w+::\w*$/.test(type))).toEqual([]);
});

test('the versions of every engine rise, and each one has the end that the table gives it', () => {
  for (const [engine, versions] of Object.entries(ENGINE_VERSIONS)) {
    for (const [from, end] of versions) {
      expect([engine, from, supportOf(engine as keyof typeof ENGINE_VERSIONS, from)]).toEqual([
        engine,
        from,
        end === undefined ? 'open' : { end },
      ]);
    }
  }
});

test.each([
  ['RDS for PostgreSQL', '13.4', { end: '2026-02-28' }],
  ['RDS for PostgreSQL', '9.6', 'ended'],
  ['RDS for PostgreSQL', '19', 'open'],
  ['RDS for MySQL', '8.0.44', { end: '2026-07-31' }],
  ['RDS for MySQL', '8.3', { end: '2026-07-31' }],
  ['Aurora MySQL', '8.0.mysql_aurora.3.08.0', { end: '2028-04-30' }],
  ['Elasticsearch', '7.10', { end: '2027-11-07' }],
  ['ElastiCache for Redis OSS', '6.x', { end: '2027-01-31' }],
  ['RDS for MySQL', 'latest', undefined],
  ['RDS for MySQL', '', undefined],
] as const)('%s %s is supported: %j', (engine, version, expected) => {
  expect(supportOf(engine, version)).toEqual(expected);
});

test.each([
  ['nodejs24.x', { end: '2028-04-30' }],
  ['nodejs26.x', 'open'],
  ['python3.15', 'open'],
  ['python4.0', 'open'],
  ['java8.al2', { end: '2027-06-30' }],
  ['dotnet12', 'open'],
  ['nodejs23.x', undefined],
  ['python3.5', undefined],
  ['nodejs', { end: '2016-08-30' }],
  ['rust1.x', undefined],
  ['provided.al2', { end: '2026-07-31' }],
  ['provided.al2027', 'open'],
  ['', undefined],
  ['toString', undefined],
] as const)('the runtime %s is supported: %j', (runtime, expected) => {
  expect(supportOfRuntime(runtime)).toEqual(expected);
});

test('a day has come on the day, and is near 90 days before', () => {
  expect([hasCome('2026-11-24', '2026-11-24'), hasCome('2026-11-25', '2026-11-24')]).toEqual([true, false]);
  expect([isNear('2027-02-22', '2026-11-24'), isNear('2027-02-23', '2026-11-24')]).toEqual([true, false]);
});
