import type { IConstruct } from 'constructs';

/** Type of the metadata entry that says what someone else provides. It stands in the assembly's manifest, never in a template. */
export const EXISTING_METADATA = 'strongroom:existing';

/** A part of the baseline as it stands on a construct's node when someone else provides it. */
export interface ExistingRecord {
  /** What is provided: `GuardDuty detector`. */
  readonly what: string;
  /** Who provides it. */
  readonly providedBy: string;
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

  private constructor(private readonly providedBy: string) {}

  /** Notes on a construct what it doesn't make, where a later report can read it. */
  public record(construct: IConstruct, what: string): void {
    const record: ExistingRecord = { what, providedBy: this.providedBy };
    construct.node.addMetadata(EXISTING_METADATA, record);
  }
}
