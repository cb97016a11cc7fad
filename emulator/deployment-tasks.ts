import type { DefaultRenderer, ListrTask, ListrTaskWrapper } from 'listr2';
import type { SynthesizedStack } from './assembly';
import type { PlainRenderer } from './plain-renderer';
import { DeploymentProgress, type StackProgress } from './progress';

export type Task = ListrTask<object, typeof DefaultRenderer, typeof PlainRenderer>;
export type TaskInWork = ListrTaskWrapper<object, typeof DefaultRenderer, typeof PlainRenderer>;

/**
 * One line a stack, all beside each other: the CLI alone knows in which order it takes them.
 *
 * @param deploy deploys them all, giving each line that the CLI says; never fails
 */
export function deploymentTasks(
  stacks: readonly SynthesizedStack[],
  deploy: (onLine: (line: string) => void) => Promise<void>,
): Task[] {
  const shown = new Map<string, TaskInWork>();
  const progress = new DeploymentProgress(stacks, (change) => {
    const task = shown.get(change.stack.path);
    if (task) task.title = titleOf(change);
  });
  void deploy((line) => progress.read(line)).finally(() => progress.close());
  return stacks.map((stack) => ({
    title: `${stack.path}: waits`,
    task: async (_, task) => {
      shown.set(stack.path, task);
      await progress.settled(stack);
      const reached = progress.of(stack);
      task.title = reached === undefined || reached.state === 'waiting' ? `${stack.path}: not reached` : titleOf(reached);
      if (reached?.state === 'waiting') return task.skip();
      if (reached?.state !== 'deployed') throw new Error('failed');
    },
  }));
}

function titleOf({ stack, state, done, total, seconds }: StackProgress): string {
  return `${stack.path}: ${done}/${total} resources, ${seconds.toFixed(1)} s${state === 'failed' ? ', failed' : ''}`;
}
