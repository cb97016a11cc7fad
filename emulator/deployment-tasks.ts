import type { DefaultRenderer, ListrTask, ListrTaskWrapper } from 'listr2';
import type { SynthesizedStack } from './assembly';
import type { PlainRenderer } from './plain-renderer';
import { DeploymentProgress, type StackProgress } from './progress';

export type Task = ListrTask<object, typeof DefaultRenderer, typeof PlainRenderer>;
export type TaskInWork = ListrTaskWrapper<object, typeof DefaultRenderer, typeof PlainRenderer>;

/** The tasks of a deployment. */
interface DeploymentTasks {
  readonly tasks: Task[];
  /** Ends with the CLI, which goes on when it has told of the last stack: it writes the outputs, and the reason of a failure. */
  readonly ended: Promise<void>;
}

/**
 * One line a stack, all beside each other: the CLI alone knows in which order it takes them.
 *
 * @param deploy deploys them all, giving each line that the CLI says; never fails
 */
export function deploymentTasks(
  stacks: readonly SynthesizedStack[],
  deploy: (onLine: (line: string) => void) => Promise<void>,
): DeploymentTasks {
  const shown = new Map<string, TaskInWork>();
  const progress = new DeploymentProgress(stacks, (change) => {
    const task = shown.get(change.stack.path);
    if (task) task.title = titleOf(change);
  });
  const ended = deploy((line) => progress.read(line)).finally(() => progress.close());
  const tasks: Task[] = stacks.map((stack) => ({
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
  return { tasks, ended };
}

function titleOf({ stack, state, done, total, seconds }: StackProgress): string {
  return `${stack.path}: ${done}/${total} resources, ${seconds.toFixed(1)} s${state === 'failed' ? ', failed' : ''}`;
}
