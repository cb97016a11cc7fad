import { type DeployedKey, type Finding, finding, Rule } from './finding';

/** A grant on a key. */
export interface Grant {
  readonly id: string;
  /** ARN of an identity or account, or name of a service: `dynamodb.eu-central-1.amazonaws.com`. */
  readonly grantee: string;
  readonly operations: readonly string[];
  /** Names in the encryption context that it is limited to. */
  readonly context: readonly string[];
}

/** An identity stands as an ARN, one that is gone as its id: a name with dots is a service's. */
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
/** A role that one service alone can take, under a path that IAM lets nobody else use. */
const SERVICE_LINKED_ROLE = /^arn:[^:]+:iam::(\d{12}):role\/aws-service-role\//;
/** Lambda grants the role of a function the decryption of that function's variables, and of nothing else. */
const VARIABLES_OF_A_FUNCTION = 'aws:lambda:FunctionArn';
/** Most grants that a finding names: an event has its limits. */
const MOST_NAMED = 10;

/**
 * Finds grants that no service made for its own use. The policy lets none be made, so such a grant is left from a time when the
 * policy was another; and it stays when the policy is put right.
 *
 * A service's grants stand under the name of the service or of its service-linked role, but those of Lambda, which are told by the
 * encryption context that they are limited to. A grant to a service is not looked at further: who made it, a grant does not say.
 * Source: "Viewing grants" in the developer guide of KMS.
 */
export function checkGrants(key: DeployedKey, grants: readonly Grant[]): Finding[] {
  const unexpected = grants.filter((grant) => !isOfService(grant, key));
  if (unexpected.length === 0) return [];
  const named = unexpected
    .slice(0, MOST_NAMED)
    .map(({ id, grantee, operations }) => `${grantee}: ${operations.join(', ')} (${id})`);
  const more = unexpected.length > MOST_NAMED ? [`${unexpected.length - MOST_NAMED} more`] : [];
  return [finding(key, Rule.UNEXPECTED_GRANT, [...named, ...more].join('; '), 'grants to AWS services alone')];
}

function isOfService({ grantee, context }: Grant, key: DeployedKey): boolean {
  if (SERVICE.test(grantee) || context.includes(VARIABLES_OF_A_FUNCTION)) return true;
  const account = SERVICE_LINKED_ROLE.exec(grantee)?.[1];
  return account !== undefined && account === key.keyId.split(':')[4];
}
