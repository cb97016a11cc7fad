import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  type NagPack,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import { type Fault, InvalidInputError } from '../../errors';
import { CITED_FRAMEWORKS, Framework } from '../citation';

/** Frameworks for a whole app, or for each of its stages by construct path: `{ dev: [...], prod: [...] }`. */
export type Frameworks = readonly Framework[] | Readonly<Record<string, readonly Framework[]>>;

/** What a gate judges by when nobody says: all that Strongroom's rules cite, and cdk-nag's AWS Solutions and NIST SP 800-53 r5. */
export const DEFAULT_FRAMEWORKS: readonly Framework[] = [...CITED_FRAMEWORKS, Framework.AWS_SOLUTIONS];

/** Packs of cdk-nag, verbose: a finding says why, and a rule that throws shows its message. */
const NAG_PACKS: Readonly<Partial<Record<Framework, () => NagPack>>> = {
  [Framework.AWS_SOLUTIONS]: () => new AwsSolutionsChecks(undefined, { verbose: true }),
  [Framework.NIST80053]: () => new NIST80053R5Checks(undefined, { verbose: true }),
  [Framework.HIPAA]: () => new HIPAASecurityChecks(undefined, { verbose: true }),
  [Framework.PCI_DSS]: () => new PCIDSS321Checks(undefined, { verbose: true }),
  [Framework.SERVERLESS]: () => new ServerlessChecks(undefined, { verbose: true }),
};

/** Which frameworks an app is judged by, and where. */
export class FrameworkChoice {
  /** Every framework that is chosen anywhere. */
  public readonly all: readonly Framework[];
  private readonly everywhere: readonly Framework[] | undefined;
  private readonly byStage: ReadonlyMap<string, readonly Framework[]>;

  /** @throws InvalidInputError naming every framework that is none */
  public constructor(chosen: Frameworks) {
    this.everywhere = isList(chosen) ? chosen : undefined;
    this.byStage = new Map(isList(chosen) ? [] : Object.entries(chosen));
    this.all = [...new Set(this.everywhere ?? [...this.byStage.values()].flat())];
    const known: readonly unknown[] = Object.values(Framework);
    const faults = this.all
      .filter((framework) => !known.includes(framework))
      .map((framework): Fault => ({ property: 'frameworks', got: `'${framework}'`, allowed: `of ${known.join(', ')}` }));
    if (faults.length > 0) throw new InvalidInputError('gate', faults);
  }

  /** Frameworks of the stage that a construct path is in; in no stage that has a choice of its own, every one. */
  public at(path: string): readonly Framework[] {
    if (this.byStage.size === 0) return this.all;
    for (let stage = path; stage !== ''; stage = stage.slice(0, Math.max(0, stage.lastIndexOf('/')))) {
      const chosen = this.byStage.get(stage);
      if (chosen !== undefined) return chosen;
    }
    return this.all;
  }

  /** The construct paths of the stages that have a choice of their own. */
  public get stages(): readonly string[] {
    return [...this.byStage.keys()];
  }

  /** cdk-nag's packs for the frameworks that are chosen anywhere, each with its framework. */
  public nagPacks(): readonly (readonly [Framework, NagPack])[] {
    return Object.values(Framework).flatMap((framework) => {
      const pack = this.all.includes(framework) ? NAG_PACKS[framework]?.() : undefined;
      return pack === undefined ? [] : [[framework, pack] as const];
    });
  }

  /** Whether another choice is the same, whatever its order. */
  public equals(other: FrameworkChoice): boolean {
    return this.key() === other.key();
  }

  private key(): string {
    const entries: [string, readonly Framework[]][] = this.everywhere ? [['', this.everywhere]] : [...this.byStage];
    return JSON.stringify(entries.map(([stage, chosen]) => [stage, [...new Set(chosen)].sort()]).sort());
  }
}

function isList(chosen: Frameworks): chosen is readonly Framework[] {
  return Array.isArray(chosen);
}
