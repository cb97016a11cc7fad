import { EventEmitter, once } from 'node:events';
import { CDK_METADATA, type SynthesizedStack } from './assembly';

/** How far a stack is. */
export interface StackProgress {
  readonly stack: SynthesizedStack;
  readonly state: 'waiting' | 'deploying' | 'deployed' | 'failed';
  /** Resources that are done, and all there are. */
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
}

const EVENT = /^(\S+) \|\s+\d+(?:\/\s*\d+)? \| [^|]+ \| (\w+)\s*\| (\S+)\s*\| (.*)$/;
const MARKS: readonly (readonly [RegExp, 'deploying' | 'deployed' | 'failed'])[] = [
  [/^(\S+)(?: \(.+\))?: deploying\.\.\. \[\d+\/\d+\]$/, 'deploying'],
  [/^\s*✅\s+(\S+)(?: \(.+\))?$/, 'deployed'],
  [/^\s*❌\s+(\S+?):? /, 'failed'],
];
const DONE = /^(CREATE|UPDATE)_COMPLETE$/;

/** The stack tells of itself as of a resource. */
const UNCOUNTED = ['AWS::CloudFormation::Stack', CDK_METADATA];

const SETTLED = 'settled';

interface Tracked {
  readonly stack: SynthesizedStack;
  readonly total: number;
  readonly done: Set<string>;
  readonly settled: EventEmitter;
  isSettled: boolean;
  state: StackProgress['state'];
  started: number;
  ended: number;
}

/** Follows a deployment by the lines of the CDK CLI (`--progress events --ci`). */
export class DeploymentProgress {
  private readonly tracked: readonly Tracked[];

  /**
   * @param onChange hears of every change
   * @param clock milliseconds
   */
  public constructor(
    stacks: readonly SynthesizedStack[],
    private readonly onChange: (progress: StackProgress) => void = () => {},
    private readonly clock: () => number = Date.now,
  ) {
    this.tracked = stacks.map((stack) => ({
      stack,
      total: Object.values(stack.template.Resources ?? {}).filter(({ Type }) => Type !== CDK_METADATA).length,
      done: new Set(),
      settled: new EventEmitter(),
      isSettled: false,
      state: 'waiting',
      started: 0,
      ended: 0,
    }));
  }

  /** Takes the next line of the CLI. */
  public read(line: string): void {
    const event = EVENT.exec(line);
    if (event !== null) this.resourceEvent(event);
    for (const [pattern, state] of MARKS) {
      const stack = pattern.exec(line)?.[1];
      if (stack !== undefined) this.become(this.find(stack), state);
    }
  }

  /** How far a stack is. */
  public of(stack: SynthesizedStack): StackProgress | undefined {
    const tracked = this.find(stack.path);
    return tracked && this.snapshot(tracked);
  }

  /** Ends when the stack is deployed or has failed. */
  public async settled(stack: SynthesizedStack): Promise<void> {
    const tracked = this.find(stack.path);
    if (tracked && !tracked.isSettled) await once(tracked.settled, SETTLED);
  }

  /** No more lines come: what has not settled never will. */
  public close(): void {
    for (const tracked of this.tracked) settle(tracked);
  }

  private resourceEvent([, stackName = '', status = '', type = '', resource = '']: RegExpExecArray): void {
    const tracked = this.find(stackName);
    if (tracked === undefined || UNCOUNTED.includes(type) || !DONE.test(status)) return;
    tracked.done.add(resource.trim());
    this.onChange(this.snapshot(tracked));
  }

  private become(tracked: Tracked | undefined, state: StackProgress['state']): void {
    if (tracked === undefined) return;
    tracked.state = state;
    if (state === 'deploying') tracked.started = this.clock();
    else tracked.ended = this.clock();
    this.onChange(this.snapshot(tracked));
    if (state !== 'deploying') settle(tracked);
  }

  private find(pathOrName: string): Tracked | undefined {
    return this.tracked.find(({ stack }) => stack.path === pathOrName || stack.name === pathOrName);
  }

  private snapshot({ stack, state, done, total, started, ended }: Tracked): StackProgress {
    const until = state === 'deploying' ? this.clock() : ended;
    const finished = state === 'deployed' ? total : Math.min(done.size, total);
    return { stack, state, done: finished, total, seconds: Math.max(0, until - started) / 1000 };
  }
}

function settle(tracked: Tracked): void {
  tracked.isSettled = true;
  tracked.settled.emit(SETTLED);
}
