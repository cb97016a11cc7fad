import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import type { Declaration, KeyStore } from './core';
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
};

/**
 * Every parameter below a path.
 *
 * @throws Error when there is none: a check of nothing would look like a check that found nothing
 */
export async function readDeclarations(path: string): Promise<Declaration[]> {
  const declarations: Declaration[] = [];
  for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: path })) {
    for (const { Name: name = '', Value: value = '' } of page.Parameters ?? []) declarations.push({ name, value });
  }
  if (declarations.length === 0) throw new Error(`no key is declared below ${path}`);
  return declarations;
}

/** EventBridge as the bus that findings go to. */
export const putEvents: PutEvents = async (entries) => {
  const { FailedEntryCount = 0, Entries: results = [] } = await events.send(new PutEventsCommand({ Entries: [...entries] }));
  return FailedEntryCount === 0 ? [] : entries.filter((_, index) => results[index]?.ErrorCode !== undefined);
};
