import { type ListrRenderer, ListrTaskEventType, type ListrTaskObject, ListrTaskState } from 'listr2';

type AnyTask = ListrTaskObject<object, typeof PlainRenderer, typeof PlainRenderer>;

/** Where there is no terminal: one line for each step that ended, and for each thing it said on the way. */
export class PlainRenderer implements ListrRenderer {
  public static readonly nonTTY = true;
  public static rendererOptions: Record<string, never>;
  public static rendererTaskOptions: Record<string, never>;

  public constructor(private readonly tasks: AnyTask[]) {}

  public render(): void {
    this.follow(this.tasks);
  }

  public end(): void {}

  private follow(tasks: readonly AnyTask[]): void {
    for (const task of tasks) {
      task.on(ListrTaskEventType.SUBTASK, (subtasks) => this.follow(subtasks));
      task.on(ListrTaskEventType.OUTPUT, (text) => console.log(`  ${text}`));
      task.on(ListrTaskEventType.STATE, (state) => {
        const hidesFailure = state === ListrTaskState.COMPLETED && task.subtasks?.some((subtask) => subtask.hasFailed());
        const mark = MARKS[hidesFailure ? ListrTaskState.FAILED : state];
        if (mark !== undefined) console.log(`${mark} ${task.title}`);
      });
    }
  }
}

const MARKS: Partial<Record<ListrTaskState, string>> = {
  [ListrTaskState.COMPLETED]: '✔',
  [ListrTaskState.FAILED]: '✖',
  [ListrTaskState.SKIPPED]: '-',
};
