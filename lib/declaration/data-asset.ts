import { type Duration, Stack, Tags, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { FaultCollector } from '../errors';
import { allowedRegions, KNOWN_REGIONS, partitionOf } from '../regions';
import { ALLOWED_NAME, ASSET_NAME, ASSET_TAGS, type AssetField, demandedBy, entriesOf, TERM_SEPARATOR } from './asset-tags';
import { DataCategory, isPersonal, LawfulBasis } from './category';

export { ASSET_TAGS } from './asset-tags';

/** What someone declares of a set of customer data. */
export interface DataAssetProps {
  /** Name of the asset, unique in the app: lower-case letters, digits and hyphens, 2 to 40 characters. */
  readonly name: string;
  /** How much care the data needs. */
  readonly category: DataCategory;
  /** Who answers for the data: a team or a role, never a customer. */
  readonly owner: string;
  /** How long the data may be kept, in whole days, at least one (GDPR Art. 5(1)(e), PIPL Art. 19). */
  readonly retention: Duration;
  /** Regions where the data may be, all in one partition (GDPR Art. 44, PIPL Art. 40). */
  readonly residency: readonly string[];
  /**
   * Whom the data is about: `customers`, `employees`, `minors`.
   * @default - none; required for personal data
   */
  readonly subjects?: readonly string[];
  /**
   * What the data is processed for (GDPR Art. 5(1)(b), PIPL Art. 6).
   * @default - none; required for personal data
   */
  readonly purposes?: readonly string[];
  /**
   * Why the processing is lawful (GDPR Art. 6, PIPL Art. 13).
   * @default - none; required for personal data
   */
  readonly lawfulBasis?: LawfulBasis;
  /**
   * Where consent is recorded, and withdrawn as easily as it was given: the name of a service or of a store (GDPR Art. 7(1) and (3),
   * PIPL Art. 14 and 15).
   * @default - none; required where the lawful basis is consent
   */
  readonly consentRegister?: string;
  /**
   * Who else receives the data: twelve-digit account ids, or names of the register of recipients (GDPR Art. 30(1)(d), PIPL Art. 23).
   * @default - nobody outside this account
   */
  readonly recipients?: readonly string[];
  /**
   * Reference of the impact assessment (GDPR Art. 35, PIPL Art. 55).
   * @default - none; required for sensitive personal data
   */
  readonly assessment?: string;
}

/** One term of a list: what every tagging service accepts, without the space that separates terms. */
const TERM = /^[A-Za-z0-9][A-Za-z0-9+\-=._:/@]*$/;
const TEXT = /^[A-Za-z0-9][A-Za-z0-9+\-=._:/@ ]*$/;
const TAG_VALUE_LENGTH = 256;

/**
 * The declaration of a set of customer data, made once. The key that encrypts its stores, their tags, lifecycle, backups and the
 * regions that copies may reach all follow from it.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class DataAsset {
  public readonly name: string;
  public readonly category: DataCategory;
  public readonly owner: string;
  public readonly retention: Duration;
  public readonly residency: readonly string[];
  public readonly subjects: readonly string[];
  public readonly purposes: readonly string[];
  public readonly lawfulBasis: LawfulBasis | undefined;
  public readonly consentRegister: string | undefined;
  public readonly recipients: readonly string[];
  public readonly assessment: string | undefined;

  public constructor(props: DataAssetProps) {
    validate(props);
    this.name = props.name;
    this.category = props.category;
    this.owner = props.owner;
    this.retention = props.retention;
    this.residency = props.residency;
    this.subjects = props.subjects ?? [];
    this.purposes = props.purposes ?? [];
    this.lawfulBasis = props.lawfulBasis;
    this.consentRegister = props.consentRegister;
    this.recipients = props.recipients ?? [];
    this.assessment = props.assessment;
  }

  /** Whether the data is about persons. */
  public get personal(): boolean {
    return isPersonal(this.category);
  }

  /** The declaration as tags. */
  public tags(): Readonly<Record<string, string>> {
    const values: Record<AssetField, string | undefined> = {
      asset: this.name,
      category: this.category,
      owner: this.owner,
      retentionDays: String(this.retention.toDays()),
      residency: this.residency.join(TERM_SEPARATOR),
      subjects: this.subjects.join(TERM_SEPARATOR),
      purposes: this.purposes.join(TERM_SEPARATOR),
      lawfulBasis: this.lawfulBasis,
      consentRegister: this.consentRegister,
      recipients: this.recipients.join(TERM_SEPARATOR),
      assessment: this.assessment,
    };
    return Object.fromEntries(
      entriesOf(ASSET_TAGS).flatMap(([field, key]) => {
        const value = values[field];
        return value === undefined || value === '' ? [] : [[key, value]];
      }),
    );
  }

  /** Puts the declaration's tags on a construct and everything below it. */
  public tag(construct: IConstruct): void {
    for (const [key, value] of Object.entries(this.tags())) Tags.of(construct).add(key, value);
  }

  /**
   * Refuses a stack whose region is outside the residency. A region that is only known at deployment is left to the gate.
   *
   * @throws InvalidInputError naming the stack, its region and the residency
   */
  public assertResidency(scope: IConstruct): void {
    const { region, node } = Stack.of(scope);
    if (Token.isUnresolved(region) || this.residency.includes(region)) return;
    const faults = new FaultCollector(`data asset '${this.name}' in stack '${node.path}'`);
    faults.check(
      false,
      'residency',
      this.residency,
      `must contain the stack's region '${region}'; add it to the asset's residency, or deploy the stack to one of its regions`,
    );
    faults.throwIfAny();
  }
}

function validate(props: DataAssetProps): void {
  const faults = new FaultCollector(`data asset '${props.name}'`);
  faults.check(ASSET_NAME.test(props.name ?? ''), 'name', props.name, ALLOWED_NAME);
  faults.check(
    Object.values(DataCategory).includes(props.category),
    'category',
    props.category,
    `one of ${Object.values(DataCategory).join(', ')}`,
  );
  checkText(faults, 'owner', props.owner, 'the team or role that answers for the data');
  faults.checkDays('retention', props.retention, { from: 1, why: 'how long the data may be kept' });
  checkResidency(faults, props.residency);
  checkTerms(faults, 'recipients', props.recipients ?? []);
  checkTerms(faults, 'subjects', props.subjects ?? []);
  checkTerms(faults, 'purposes', props.purposes ?? []);
  if (props.assessment !== undefined) checkText(faults, 'assessment', props.assessment, 'the reference of the impact assessment');
  if (props.consentRegister !== undefined) {
    checkText(faults, 'consentRegister', props.consentRegister, 'where consent is recorded and withdrawn');
  }
  if (props.lawfulBasis !== undefined) {
    const bases = Object.values(LawfulBasis);
    faults.check(bases.includes(props.lawfulBasis), 'lawfulBasis', props.lawfulBasis, `one of ${bases.join(', ')}`);
  }
  for (const [field, what] of demandedBy(props.category, props.lawfulBasis)) {
    const value = props[field];
    faults.check(Array.isArray(value) ? value.length > 0 : value !== undefined, field, value, what);
  }
  faults.throwIfAny();
}

function checkText(faults: FaultCollector, property: string, value: string | undefined, what: string): void {
  const fine = value !== undefined && TEXT.test(value) && value.length <= TAG_VALUE_LENGTH;
  faults.check(fine, property, value, `${what}: up to ${TAG_VALUE_LENGTH} letters, digits, spaces and + - = . _ : / @`);
}

function checkTerms(faults: FaultCollector, property: string, values: readonly string[]): void {
  if (!faults.check(Array.isArray(values), property, values, "a list of words: ['customers']")) return;
  for (const [index, value] of values.entries()) {
    faults.check(TERM.test(value), `${property}[${index}]`, value, 'letters, digits and + - = . _ : / @, without spaces');
  }
  const length = values.join(TERM_SEPARATOR).length;
  faults.check(
    length <= TAG_VALUE_LENGTH,
    property,
    `${length} characters in all`,
    `at most ${TAG_VALUE_LENGTH} characters, as one tag holds them`,
  );
}

function checkResidency(faults: FaultCollector, residency: readonly string[] | undefined): void {
  const regions = faults.items('residency', residency, 'at least one region where the data may be');
  if (regions.length === 0) return;
  checkTerms(faults, 'residency', regions);
  for (const [index, region] of regions.entries()) {
    faults.check(KNOWN_REGIONS.has(region), `residency[${index}]`, region, allowedRegions(region));
  }
  const partitions = new Set(regions.filter((region) => KNOWN_REGIONS.has(region)).map(partitionOf));
  faults.check(
    partitions.size <= 1,
    'residency',
    regions,
    'regions of one partition: no copy crosses from one partition to another, so declare an asset for each',
  );
}
