import {
  ACCOUNT_TYPE,
  ENVIRONMENT_TYPE,
  TemplateIndex,
  type TemplateSource,
} from '../../../lib/compliance/template/template-index';

const ONE = '111111111111';
const TWO = '222222222222';
const THING = { Resources: { Thing: { Type: 'Test::Thing' } } };

const source = (name: string, account?: string, region?: string, more: Partial<TemplateSource> = {}): TemplateSource => ({
  name,
  environment: { account, region },
  template: THING,
  ...more,
});

/** Which things stand in the account, and in the account and region, of the thing of a template. */
function around(name: string, ...sources: readonly TemplateSource[]) {
  const index = new TemplateIndex(sources);
  const thing = index.resources.find(({ template }) => template === name);
  if (thing === undefined) throw new Error(`no template ${name}`);
  return {
    account: index.inAccountOf(thing, 'Test::Thing').map(({ template }) => template),
    environment: index.inEnvironmentOf(thing, 'Test::Thing').map(({ template }) => template),
  };
}

test('an account is all its regions, an environment one of them', () => {
  const sources = [
    source('A', ONE, 'eu-central-1'),
    source('B', ONE, 'eu-central-1'),
    source('C', ONE, 'eu-west-1'),
    source('D', TWO, 'eu-central-1'),
  ];
  expect(around('A', ...sources)).toEqual({ account: ['A', 'B', 'C'], environment: ['A', 'B'] });
  expect(around('C', ...sources)).toEqual({ account: ['A', 'B', 'C'], environment: ['C'] });
  expect(around('D', ...sources)).toEqual({ account: ['D'], environment: ['D'] });
});

test('a stage knows nothing of another, though the account be the same', () => {
  const sources = [
    source('A', ONE, 'eu-central-1', { stage: 'Dev' }),
    source('B', ONE, 'eu-central-1', { stage: 'Prod' }),
    source('C', ONE, 'eu-central-1'),
  ];
  expect(around('A', ...sources)).toEqual({ account: ['A'], environment: ['A'] });
  expect(around('C', ...sources)).toEqual({ account: ['C'], environment: ['C'] });
});

test('stacks whose account nobody knows are taken for one account, and for no known one', () => {
  const sources = [
    source('A'),
    source('B'),
    source('C', ONE),
    source('D', undefined, 'eu-central-1'),
    { name: 'E', template: THING },
  ];
  expect(around('A', ...sources)).toEqual({ account: ['A', 'B', 'D', 'E'], environment: ['A', 'B', 'E'] });
  expect(around('C', ...sources)).toEqual({ account: ['C'], environment: ['C'] });
});

test('a nested stack stands where its outermost stack does, whatever it says itself', () => {
  const sources = [
    source('Outer', ONE, 'eu-central-1', { stage: 'Prod' }),
    source('Inner', undefined, undefined, { nestedIn: { template: 'Outer', logicalId: 'Inner' } }),
    source('Innermost', TWO, 'eu-west-1', { nestedIn: { template: 'Inner', logicalId: 'Innermost' } }),
    source('Other', ONE, 'eu-central-1'),
  ];
  expect(around('Innermost', ...sources)).toEqual({
    account: ['Outer', 'Inner', 'Innermost'],
    environment: ['Outer', 'Inner', 'Innermost'],
  });
  const index = new TemplateIndex(sources);
  const innermost = index.resources.find(({ template }) => template === 'Innermost');
  expect(innermost && index.environmentOf(innermost)).toEqual({ account: ONE, region: 'eu-central-1' });
});

test('stacks that are nested in each other, or in none that is known, stand where they say', () => {
  const circle = [
    source('A', ONE, 'eu-central-1', { nestedIn: { template: 'B', logicalId: 'A' } }),
    source('B', ONE, 'eu-central-1', { nestedIn: { template: 'A', logicalId: 'B' } }),
  ];
  expect(around('A', ...circle).account).toEqual(['A', 'B']);
  expect(around('C', source('C', ONE, 'eu-central-1', { nestedIn: { template: 'Gone', logicalId: 'C' } })).account).toEqual([
    'C',
  ]);
});

test('each account and environment is a resource, at its first stack', () => {
  const index = new TemplateIndex([
    source('A', ONE, 'eu-central-1'),
    source('B', ONE, 'eu-west-1'),
    source('C', TWO, 'eu-central-1'),
    source('D', ONE, 'eu-central-1', { nestedIn: { template: 'B', logicalId: 'D' } }),
  ]);
  expect(index.ofType(ACCOUNT_TYPE).map(({ path }) => path)).toEqual(['A', 'C']);
  expect(index.ofType(ENVIRONMENT_TYPE).map(({ path }) => path)).toEqual(['A', 'B', 'C']);
  const [account] = index.ofType(ACCOUNT_TYPE);
  expect(account && index.inAccountOf(account, 'Test::Thing').map(({ template }) => template)).toEqual(['A', 'B', 'D']);
  expect(account && index.inEnvironmentOf(account, 'Test::Thing').map(({ template }) => template)).toEqual(['A']);
});

test('several types are found in the order in which they are asked for', () => {
  const index = new TemplateIndex([
    { name: 'A', template: { Resources: { One: { Type: 'Test::One' }, Two: { Type: 'Test::Two' } } } },
  ]);
  const [one] = index.ofType('Test::One');
  expect(one && index.inAccountOf(one, 'Test::Two', 'Test::None', 'Test::One').map(({ type }) => type)).toEqual([
    'Test::Two',
    'Test::One',
  ]);
});

test('today is the day that is given, and else the day of the run', () => {
  expect(new TemplateIndex([], '2026-11-24').today).toBe('2026-11-24');
  jest.useFakeTimers({ now: new Date('2027-01-31T23:59:59Z') });
  expect(new TemplateIndex([]).today).toBe('2027-01-31');
  jest.useRealTimers();
});
