import { globMatches } from '../../template/glob';
import type { JsonObject, Resource } from '../../template/resource';

/** Whether a policy is of an identity, of a resource, or says who may assume a role. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

export const KINDS_OF_PRINCIPAL = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const;

/** Whom a statement is about. */
export interface Principal {
  readonly kind: (typeof KINDS_OF_PRINCIPAL)[number];
  /** An ARN, account, service or `*`, with a placeholder for what only the deployment knows. */
  readonly value: string;
  /** Resources of the index that it names. */
  readonly named: readonly Resource[];
}

/** One test of a condition. */
export interface Condition {
  /** As it is written: `StringEquals`, `ForAllValues:StringLike`, `BoolIfExists`. */
  readonly operator: string;
  /** In lower case: `aws:sourceaccount`. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A policy's document, read. */
export interface Policy {
  /** The resource in whose properties it stands. */
  readonly holder: Resource;
  readonly kind: PolicyKind;
  /** Where it stands: `Properties.PolicyDocument`. */
  readonly location: string;
  readonly statements: readonly Statement[];
  /** Whether there is more than could be read: what only the deployment knows. */
  readonly open: boolean;
}

interface StatementProps {
  readonly location: string;
  readonly raw: JsonObject;
  readonly allows: boolean;
  readonly principals: readonly Principal[];
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly resourcesNamed: readonly Resource[];
  readonly conditions: readonly Condition[];
}

/** A statement of a policy. Texts have a placeholder (`${...}`) for what only the deployment knows. */
export class Statement {
  /** Where it stands: `Properties.PolicyDocument.Statement.0`. */
  public readonly location: string;
  /** As the template has it. */
  public readonly raw: JsonObject;
  /** False for a statement that denies. */
  public readonly allows: boolean;
  public readonly principals: readonly Principal[];
  /** Whether it is for everyone but those it names. */
  public readonly notPrincipal: boolean;
  public readonly actions: readonly string[];
  public readonly notActions: readonly string[];
  public readonly resources: readonly string[];
  public readonly notResources: readonly string[];
  /** Resources of the index that its `Resource` names, whole or within. */
  public readonly resourcesNamed: readonly Resource[];
  public readonly conditions: readonly Condition[];

  public constructor(props: StatementProps) {
    this.location = props.location;
    this.raw = props.raw;
    this.allows = props.allows;
    this.principals = props.principals;
    this.notPrincipal = props.notPrincipal;
    this.actions = props.actions;
    this.notActions = props.notActions;
    this.resources = props.resources;
    this.notResources = props.notResources;
    this.resourcesNamed = props.resourcesNamed;
    this.conditions = props.conditions;
  }

  /** Whether it is about everyone, whatever its conditions. */
  public get forAnyone(): boolean {
    return this.notPrincipal || this.principals.some(({ kind, value }) => kind === 'AWS' && value === '*');
  }

  /** Whether it is about every resource: `*`, or all but some. */
  public get onAnything(): boolean {
    return this.notResources.length > 0 || this.resources.some((resource) => /^[*?]*\*[*?]*$/.test(resource));
  }

  /**
   * Whether it is about an action, named or by a wildcard: `kms:Decrypt`. What only the deployment knows may be any text where the
   * statement allows, and is none where it denies: it allows what it may, and denies what it surely does.
   */
  public covers(action: string): boolean {
    if (this.notActions.length > 0) return !this.notActions.some((pattern) => matches(known(pattern, !this.allows), action));
    return this.actions.some((pattern) => matches(known(pattern, this.allows), action));
  }

  /** The conditions on a key, in whatever case it is given: `aws:SourceAccount`. */
  public conditionsOn(...keys: readonly string[]): readonly Condition[] {
    const wanted = keys.map((key) => key.toLowerCase());
    return this.conditions.filter(({ key }) => wanted.includes(key));
  }

  /**
   * Whether a condition confines it to named values of a key. Not by a negation, which names what is left out; not by a size or a
   * date, which names nothing; not by a test that holds for a request without the key; and not by a value that is a wildcard alone,
   * or in a test that knows wildcards may be one.
   */
  public confinedBy(...keys: readonly string[]): boolean {
    return this.confining(...keys).length > 0;
  }

  /** The conditions on some keys that confine it, as `confinedBy` says. */
  public confining(...keys: readonly string[]): readonly Condition[] {
    return this.conditionsOn(...keys).filter(
      ({ operator, values }) =>
        CONFINES.test(operator) &&
        values.length > 0 &&
        values.every((value) => !/^[*?]*$/.test(/(Like|ArnEquals)$/.test(operator) ? known(value, true) : value)),
    );
  }
}

const CONFINES = /^(ForAnyValue:)?(String(Equals|Like|EqualsIgnoreCase)|Arn(Equals|Like)|IpAddress|Bool)$/;

/** A pattern in which what only the deployment knows is any text, or a text that nothing equals. */
function known(pattern: string, any: boolean): string {
  return pattern.replaceAll(/\$\{Token\}/g, any ? '*' : '\0');
}

/** Whether a pattern of IAM matches a text: `*` for any characters, `?` for one; case does not count in actions. */
export function matches(pattern: string, text: string): boolean {
  return globMatches(pattern.toLowerCase(), text.toLowerCase(), '?');
}
