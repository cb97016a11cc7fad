import { Listr } from 'listr2';
import type { SynthesizedStack } from '../../emulator/assembly';
import { deploymentTasks } from '../../emulator/deployment-tasks';
import { PlainRenderer } from '../../emulator/plain-renderer';

const stack = (path: string): SynthesizedStack => ({
  path,
  name: path,
  account: '123456789012',
  region: 'eu-west-1',
  qualifier: undefined,
  dependencies: [],
  template: { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
});

describe('the tasks of a deployment', () => {
  let printed: string[];

  beforeEach(() => {
    printed = [];
    jest.spyOn(console, 'log').mockImplementation((line) => printed.push(line));
  });

  /** Runs the tasks as `strongroom local` does, with a CLI that says these lines and then takes its time. */
  async function show(...lines: readonly string[]) {
    let end = () => {};
    const cli = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { tasks, ended } = deploymentTasks([stack('A'), stack('B')], async (onLine) => {
      await new Promise(setImmediate);
      for (const line of lines) onLine(line);
      await cli;
    });
    const shown = new Listr<object, 'default', typeof PlainRenderer>(
      [{ title: 'Deploy', task: (_, task) => task.newListr(tasks, { concurrent: true, exitOnError: false }) }],
      { registerSignalListeners: false, fallbackRenderer: PlainRenderer, fallbackRendererCondition: true },
    ).run();
    return { shown, ended, end };
  }

  test('the deployment goes on after the last stack, until the CLI has ended', async () => {
    const { shown, ended, end } = await show(' ✅  A', ' ✅  B');
    await shown;
    const first = await Promise.race([ended.then(() => 'ended'), new Promise(setImmediate).then(() => 'goes on')]);
    expect(first).toBe('goes on');
    end();
    await ended;
    expect(printed.map((line) => line.replace(/[\d.]+ s/, 'n s'))).toEqual([
      '✔ A: 1/1 resources, n s',
      '✔ B: 1/1 resources, n s',
      '✔ Deploy',
    ]);
  });

  test('it failed as a whole when a stack did; one that the CLI never came to is not reached', async () => {
    const { shown, end } = await show('A: deploying... [1/2]', '❌  A failed to deploy');
    end();
    await shown;
    expect(printed.map((line) => line.replace(/[\d.]+ s/, 'n s'))).toEqual([
      '✖ A: 0/1 resources, n s, failed',
      '- B: not reached',
      '✖ Deploy',
    ]);
  });
});
