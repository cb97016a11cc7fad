import { Stack, Stage } from 'aws-cdk-lib/core';
import { readAssembly, selectStacks } from '../../emulator/assembly';
import { InvalidInputError } from '../../lib';
import { testApp } from '../support/app';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** An app with a stage `dev` of three stacks, the first depending on the last, and a stage `prod` of another account. */
function synthesized(account = '999988887777') {
  const app = testApp();
  const dev = new Stage(app, 'dev', { env: ENV });
  const data = new Stack(dev, 'Data');
  new Stack(dev, 'Alone');
  data.addStackDependency(new Stack(dev, 'Keys'));
  new Stack(new Stage(app, 'prod', { env: { ...ENV, account } }), 'Keys', { stackName: 'prod-keys' });
  return readAssembly(app.synth().directory);
}

const paths = (stacks: readonly { path: string }[]) => stacks.map(({ path }) => path);

describe('stacks of a synthesized app', () => {
  test('stand in order of deployment, each with where it goes and what it needs', () => {
    const stacks = synthesized();
    expect(paths(stacks)).toEqual(['dev/Alone', 'dev/Keys', 'dev/Data', 'prod/Keys']);
    expect(stacks[2]).toMatchObject({ name: 'dev-Data', ...ENV, qualifier: 'hnb659fds', dependencies: ['dev/Keys'] });
  });

  test('without an environment, are of the emulator’s account and region', () => {
    const app = testApp();
    new Stack(app, 'Anywhere');
    expect(readAssembly(app.synth().directory)).toMatchObject([{ account: '123456789012', region: 'eu-west-1' }]);
  });

  test.each([
    ['nothing', [], ['dev/Alone', 'dev/Keys', 'dev/Data']],
    ['a path', ['dev/Alone'], ['dev/Alone']],
    ['a stack with dependencies', ['dev/Data'], ['dev/Keys', 'dev/Data']],
    ['a wildcard', ['dev/*a*'], ['dev/Keys', 'dev/Data']],
    ['a name', ['prod-keys'], ['prod/Keys']],
    ['two patterns', ['dev/Keys', 'dev/Alone'], ['dev/Alone', 'dev/Keys']],
  ])('are chosen by %s', (_, patterns, chosen) => {
    expect(paths(selectStacks(synthesized(), patterns))).toEqual(chosen);
  });

  test('are all chosen by nothing where no stage is named dev', () => {
    const app = testApp();
    new Stack(app, 'One', { env: ENV });
    new Stack(new Stage(app, 'test', { env: ENV }), 'Two');
    expect(paths(selectStacks(readAssembly(app.synth().directory)))).toEqual(['One', 'test/Two']);
  });

  test.each([
    [
      'a pattern that chooses none',
      ['dev/Keyz'],
      "--stacks: got 'dev/Keyz'; a pattern that chooses some of dev/Alone, dev/Keys, dev/Data, prod/Keys",
    ],
    ['a star that does not cross a slash', ['*'], "--stacks: got '*'"],
    ['stacks of two accounts', ['**'], 'stacks of 2 accounts: 123456789012, 999988887777'],
  ])('%s: is refused', (_, patterns, message) => {
    const choose = () => selectStacks(synthesized(), patterns);
    expect(choose).toThrow(InvalidInputError);
    expect(choose).toThrow(message);
  });

  test('an app without stacks is refused', () => {
    expect(() => selectStacks([])).toThrow('at least one stack to deploy');
  });
});
