import { Alias, CfnReplicaKey, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InvalidInputError } from '../errors';
import { isDisposable, statefulRemovalPolicy } from '../profile';
import { declarationPath, recordDeclaration } from './declared-state';
import { KEY_TAGS, keyAlias, PENDING_WINDOW } from './key-names';
import { type KeyPolicyProps, keyPolicy } from './key-policy';
import type { KeyPurpose } from './key-purpose';
import { isRotated, KEY_USES } from './key-use';

/** The keys that replicas are made of. */
export interface KeyReplicasProps extends Pick<KeyPolicyProps, 'administrators'> {
  readonly environmentName: string;
  /** The primary keys, all of them multi-Region keys. */
  readonly primaries: ReadonlyMap<KeyPurpose, IKey>;
  /** Days between two rotations of the primary keys that are rotated. */
  readonly rotationDays: number;
}

/**
 * Replicas of a hierarchy's keys in another region: the same key material under the same key id, each with a policy, an alias
 * and a declared state of that region. A backup or a global table in that region uses them, and so does whoever must read when the
 * first region is away.
 */
export class KeyReplicas extends Construct {
  private readonly keys: ReadonlyMap<KeyPurpose, IKey>;

  public constructor(scope: Construct, id: string, props: KeyReplicasProps) {
    super(scope, id);
    this.keys = new Map([...props.primaries].map(([purpose, primary]) => [purpose, this.replicate(purpose, primary, props)]));
  }

  /** The purposes that have a replica. */
  public get purposes(): readonly KeyPurpose[] {
    return [...this.keys.keys()];
  }

  /**
   * The replica of a purpose's key.
   *
   * @throws InvalidInputError when the purpose has none
   */
  public key(purpose: KeyPurpose): IKey {
    const key = this.keys.get(purpose);
    if (key !== undefined) return key;
    throw new InvalidInputError(`key replicas '${this.node.path}'`, [
      { property: 'purpose', got: `'${purpose}'`, allowed: `one that has a replica: ${this.purposes.join(', ') || 'none has'}` },
    ]);
  }

  private replicate(purpose: KeyPurpose, primary: IKey, props: KeyReplicasProps): IKey {
    const { environmentName, administrators } = props;
    const home = new Construct(this, purpose);
    const policy = keyPolicy(Stack.of(this), purpose, {
      multiRegion: true,
      disposable: isDisposable(this),
      ...(administrators && { administrators }),
    });
    const replica = new CfnReplicaKey(home, 'Resource', {
      primaryKeyArn: primary.keyArn,
      description: KEY_USES[purpose].description,
      keyPolicy: policy,
      pendingWindowInDays: PENDING_WINDOW.toDays(),
    });
    replica.applyRemovalPolicy(statefulRemovalPolicy(this));
    Tags.of(replica).add(KEY_TAGS.purpose, purpose);
    Tags.of(replica).add(KEY_TAGS.environment, environmentName);
    const key = Key.fromKeyArn(home, 'Key', replica.attrArn);
    new Alias(home, 'Alias', { aliasName: keyAlias(environmentName, purpose), targetKey: key });
    recordDeclaration(home, 'Declared', declarationPath(environmentName), {
      purpose,
      keyArn: replica.attrArn,
      rotationDays: isRotated(purpose) ? props.rotationDays : null,
      policy,
    });
    return key;
  }
}
