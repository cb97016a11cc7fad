import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Duration, Names, Stack, Tags, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { DataCategory } from '../declaration/category';
import type { DataAsset } from '../declaration/data-asset';
import { InvalidInputError } from '../errors';
import { isDisposable, statefulRemovalPolicy } from '../profile';
import { Provided } from '../provided';
import { declarationPath, recordDeclaration } from './declared-state';
import { validateKeyHierarchy } from './key-input';
import { KEY_TAGS, keyAlias, PENDING_WINDOW } from './key-names';
import { keyPolicy } from './key-policy';
import { KeyPurpose, PURPOSE_OF_CATEGORY } from './key-purpose';
import { KeyReplicas } from './key-replicas';
import { isRotated, KEY_USES } from './key-use';
import { LockedKey } from './locked-key';

/** Properties of a `KeyHierarchy`. */
export interface KeyHierarchyProps {
  /**
   * Name of the environment, in the keys' aliases and in the names of their declared states: unique in account and region.
   * @default - the name of the stack
   */
  readonly environmentName?: string;
  /**
   * Purposes whose keys are made at once. The key of any other purpose is made when it is first asked for.
   * @default - all
   */
  readonly purposes?: readonly KeyPurpose[];
  /**
   * How often KMS makes new material for the symmetric keys: 90 to 365 days. It makes none for the others.
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;
  /**
   * Roles and users that manage the keys, and are refused every use of them; not the role that deploys. Nobody else can disable or
   * delete a key then.
   * @default - whom the account's IAM policies let
   */
  readonly administrators?: readonly IPrincipal[];
  /**
   * Keys that exist already, in place of those that would be made. Policy, rotation and alias stay their owner's.
   * @default - none
   */
  readonly existing?: Partial<Record<KeyPurpose, IKey>>;
  /**
   * Regions that `replicate` may bring the keys to. The keys are multi-Region keys then, which can't be changed later.
   * @default - none: single-Region keys
   */
  readonly replicaRegions?: readonly string[];
  /**
   * Regions where data under these keys may be: every replica region must be one of them.
   * @default - required with replica regions
   */
  readonly residency?: readonly string[];
}

/**
 * One customer-managed key a purpose, never one for all: who may use one may not use another, and a key can be taken away without
 * the rest. Each has a policy that tells managing from using (`keyPolicy`), an alias, rotation where KMS has it, a deletion that
 * waits 30 days, and its declared state beside it for the key check.
 *
 * @throws InvalidInputError naming every fault at once
 */
export class KeyHierarchy extends Construct {
  /** The hierarchy that serves `scope`: the nearest provided, else one in its stack that makes each key when it is asked for. */
  public static of(scope: IConstruct): KeyHierarchy {
    return KEY_HIERARCHY.of(scope);
  }

  public readonly environmentName: string;
  private readonly rotationPeriod: Duration;
  private readonly keys = new Map<KeyPurpose, IKey>();

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: KeyHierarchyProps = {},
  ) {
    super(scope, id);
    validateKeyHierarchy(this, props);
    this.environmentName = props.environmentName ?? defaultEnvironment(Stack.of(this));
    this.rotationPeriod = props.rotationPeriod ?? Duration.days(365);
    for (const purpose of props.purposes ?? Object.values(KeyPurpose)) this.key(purpose);
  }

  /** The purposes that have a key by now. */
  public get purposes(): readonly KeyPurpose[] {
    return [...this.keys.keys()];
  }

  /** First part of the names of the parameters that hold the keys' declared states: `/strongroom/prod/keys`. */
  public get declarationPath(): string {
    return declarationPath(this.environmentName);
  }

  /** The key of a purpose. Its policy takes no further statement: what it grants goes to the policies of identities. */
  public key(purpose: KeyPurpose): IKey {
    const known = this.keys.get(purpose);
    if (known !== undefined) return known;
    const existing = this.props.existing?.[purpose];
    const key = existing === undefined ? this.make(purpose) : this.adopt(purpose, existing);
    this.keys.set(purpose, key);
    return key;
  }

  /** Whether the key of a purpose was there before, so that policy, rotation and grants are its owner's. */
  public isExisting(purpose: KeyPurpose): boolean {
    return this.props.existing?.[purpose] !== undefined;
  }

  /** The key that encrypts the stores of an asset, or of a category. */
  public keyFor(data: DataAsset | DataCategory): IKey {
    return this.key(PURPOSE_OF_CATEGORY[typeof data === 'string' ? data : data.category]);
  }

  /**
   * Makes replicas of every key made so far, existing ones left out, in the stack of `scope`.
   *
   * @throws InvalidInputError when that stack's region is not one of `replicaRegions`
   */
  public replicate(scope: Construct, id = 'KeyReplicas'): KeyReplicas {
    const { region } = Stack.of(scope);
    const regions = this.props.replicaRegions ?? [];
    if (!regions.includes(region)) {
      throw new InvalidInputError(`key hierarchy '${this.node.path}'`, [
        {
          property: 'replicaRegions',
          got: regions.length > 0 ? regions.join(', ') : 'none',
          allowed: `must contain the region of '${scope.node.path}', '${Token.isUnresolved(region) ? 'known at deployment only' : region}'`,
        },
      ]);
    }
    const { administrators } = this.props;
    return new KeyReplicas(scope, id, {
      environmentName: this.environmentName,
      primaries: new Map([...this.keys].filter(([, key]) => key instanceof LockedKey)),
      rotationDays: this.rotationPeriod.toDays(),
      ...(administrators && { administrators }),
    });
  }

  /** Lets `scope` and everything below it use these keys. */
  public serve(scope: IConstruct): this {
    KEY_HIERARCHY.provide(scope, this);
    return this;
  }

  private make(purpose: KeyPurpose): IKey {
    const { spec, usage, description } = KEY_USES[purpose];
    const { administrators, replicaRegions = [] } = this.props;
    const multiRegion = replicaRegions.length > 0;
    const policy = keyPolicy(Stack.of(this), purpose, {
      multiRegion,
      disposable: isDisposable(this),
      ...(administrators && { administrators }),
    });
    const key = new LockedKey(this, purpose, {
      description,
      policy,
      multiRegion,
      keySpec: spec,
      keyUsage: usage,
      pendingWindow: PENDING_WINDOW,
      removalPolicy: statefulRemovalPolicy(this),
      ...(isRotated(purpose) && { enableKeyRotation: true, rotationPeriod: this.rotationPeriod }),
    });
    key.addAlias(keyAlias(this.environmentName, purpose));
    Tags.of(key).add(KEY_TAGS.purpose, purpose);
    Tags.of(key).add(KEY_TAGS.environment, this.environmentName);
    const rotationDays = isRotated(purpose) ? this.rotationPeriod.toDays() : null;
    recordDeclaration(key, 'Declared', this.declarationPath, { purpose, keyArn: key.keyArn, rotationDays, policy });
    return key;
  }

  /** Its owner's policy and rotation are not declared here; the key check sees to its kind and state alone. */
  private adopt(purpose: KeyPurpose, key: IKey): IKey {
    const home = new Construct(this, purpose);
    const declared = { purpose, keyArn: key.keyArn, rotationDays: null, policy: null };
    recordDeclaration(home, 'Declared', this.declarationPath, declared);
    return key;
  }
}

/** A nested stack's name is known at deployment only, and the names must be known before. */
function defaultEnvironment(stack: Stack): string {
  return Token.isUnresolved(stack.stackName)
    ? Names.uniqueResourceName(stack, { separator: '-', maxLength: 64 })
    : stack.stackName;
}

const KEY_HIERARCHY = new Provided<KeyHierarchy>('KeyHierarchy', (scope, id) => new KeyHierarchy(scope, id, { purposes: [] }));
