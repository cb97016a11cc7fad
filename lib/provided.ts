import { Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';

/** Something that is said of a scope and holds for everything below it: its profile. */
export class Scoped<T> {
  private readonly symbol: symbol;

  /** @param name what it is, unique among all */
  public constructor(protected readonly name: string) {
    this.symbol = Symbol.for(`strongroom.${name}`);
  }

  /** Lets `value` hold for `scope` and everything below it. */
  public provide(scope: IConstruct, value: T): void {
    Object.defineProperty(scope, this.symbol, { value, configurable: true, enumerable: false });
  }

  /** The nearest one that serves `scope`, if somebody provided it. */
  public find(scope: IConstruct): T | undefined {
    for (const node of [...scope.node.scopes].reverse()) {
      const value = (node as unknown as Record<symbol, T | undefined>)[this.symbol];
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/**
 * Something that the constructs of an app share without handing it around: the key hierarchy, the log archive.
 *
 * `provide()` says who serves a scope and everything below it; `of()` finds the nearest. Where none serves, one is made in
 * the asking construct's own stack, so that a single construct in a plain stack still has secure surroundings.
 */
export class Provided<T> extends Scoped<T> {
  /**
   * @param name what it is, used as the construct id of the one made on demand; unique among all
   * @param make makes one below a stack's `Strongroom` node, where nobody provided any
   */
  public constructor(
    name: string,
    private readonly make: (scope: Construct, id: string) => T,
  ) {
    super(name);
  }

  /** The nearest one that serves `scope`; made in its stack when nobody provided any. */
  public of(scope: IConstruct): T {
    const serving = this.find(scope);
    if (serving !== undefined) return serving;
    const stack = Stack.of(scope);
    const found = stack.node.tryFindChild('Strongroom');
    const home = Construct.isConstruct(found) ? found : new Construct(stack, 'Strongroom');
    const made = this.make(home, this.name);
    this.provide(stack, made);
    return made;
  }
}
