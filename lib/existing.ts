import type { IConstruct } from 'constructs';
import { InvalidInputError } from './errors';

/** Type of the metadata entry that says what someone else provides. It stands in the assembly's manifest, never in a template. */
export const EXISTING_METADATA = 'strongroom:existing';

/** A part of the baseline as it stands on a construct's node when someone else provides it. */
export interface ExistingRecord {
  /** What is provided: `GuardDuty detector`. */
  readonly what: string;
  /** Who provides it. */
  readonly providedBy: string;
  /** Rules of Strongroom's that need no answer here, for all of the construct's stage; `undefined` for all of what an account has once. */
  readonly rules?: readonly string[];
}

/** Says that someone else provides a part of the baseline: none is made, and the construct's metadata say so. */
export class Existing {
  /** The delegated administrator of the organisation provides it for this account. */
  public static inOrganization(): Existing {
    return new Existing("the organisation's delegated administrator");
  }

  /** The account has it: another environment made it, or somebody else. */
  public static inAccount(): Existing {
    return new Existing('the account');
  }

  /**
   * Somebody who can be asked provides it.
   *
   * @param provider a team and its app: `the platform team's baseline`
   * @throws InvalidInputError when it is empty
   */
  public static by(provider: string): Existing {
    if (provider.trim() === '') {
      const allowed = "the team and the app that provide it: 'the platform team's baseline'";
      throw new InvalidInputError('what exists already', [{ property: 'provider', got: "''", allowed }]);
    }
    return new Existing(provider.trim());
  }

  private constructor(public readonly providedBy: string) {}

  /**
   * Notes on a construct what it doesn't make, where the gate and the report read it.
   *
   * @param rules ids of the rules that are not to be answered in the construct's stage
   */
  public record(construct: IConstruct, what: string, rules: readonly string[]): void {
    const record: ExistingRecord = { what, providedBy: this.providedBy, rules };
    construct.node.addMetadata(EXISTING_METADATA, record);
  }
}
