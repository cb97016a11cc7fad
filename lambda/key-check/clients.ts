import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  NotFoundException,
  paginateListGrants,
} from '@aws-sdk/client-kms';
import { paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import type { KeyStore } from './core';
import type { Declaration } from './declaration';
import type { Grant } from './grants';
import type { PutEvents } from './publish';

const kms = new KMSClient({});
const ssm = new SSMClient({});
const events = new EventBridgeClient({});

/** KMS as the place where keys are looked up. */
export const keyStore: KeyStore = {
  async describe(keyId) {
    try {
      const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
      const { KeySpec: keySpec = '', KeyUsage: keyUsage = '', KeyState: state = '', DeletionDate: deletionDate } = key ?? {};
      return { keySpec, keyUsage, state, deletionDate };
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  },
  async rotation(keyId) {
    const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: keyId }));
    return { enabled: status.KeyRotationEnabled === true, periodDays: status.RotationPeriodInDays };
  },
  async policy(keyId) {
    const { Policy: policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyId, PolicyName: 'default' }));
    return policy;
  },
  async grants(keyId) {
    const grants: Grant[] = [];
    for await (const page of paginateListGrants({ client: kms, pageSize: 100 }, { KeyId: keyId })) {
      for (const grant of page.Grants ?? []) {
        const { EncryptionContextEquals: equal = {}, EncryptionContextSubset: subset = {} } = grant.Constraints ?? {};
        grants.push({
          id: grant.GrantId ?? '',
          grantee: grant.GranteePrincipal ?? grant.GranteeServicePrincipal ?? '',
          operations: grant.Operations ?? [],
          context: Object.keys({ ...equal, ...subset }),
        });
      }
    }
    return grants;
  },
};

/** Every parameter below a path. */
export async function readDeclarations(path: string): Promise<Declaration[]> {
  const declarations: Declaration[] = [];
  for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: path })) {
    for (const { Name: name = '', Value: value = '' } of page.Parameters ?? []) declarations.push({ name, value });
  }
  return declarations;
}

/** EventBridge as the bus that findings go to. */
export const putEvents: PutEvents = async (entries) => {
  const { FailedEntryCount = 0, Entries: results = [] } = await events.send(new PutEventsCommand({ Entries: [...entries] }));
  return FailedEntryCount === 0 ? [] : entries.filter((_, index) => results[index]?.ErrorCode !== undefined);
};
