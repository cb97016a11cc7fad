import { GetDetectorCommand } from '@aws-sdk/client-guardduty';
import {
  GetLoggingConfigurationCommand,
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-wafv2';
import { type Readers, tags, tagsOf } from './reader';

export const DETECTION_READERS: Readers = {
  'AWS::GuardDuty::Detector': {
    read: async ({ physicalId: DetectorId, clients: { guardDuty } }) => {
      const detector = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
      return {
        Enable: detector.Status === 'ENABLED',
        Features: detector.Features?.map(({ Name, Status, AdditionalConfiguration }) => ({
          Name,
          Status,
          AdditionalConfiguration: AdditionalConfiguration?.map((part) => ({ Name: part.Name, Status: part.Status })),
        })),
        FindingPublishingFrequency: detector.FindingPublishingFrequency,
        Tags: tagsOf(detector.Tags),
      };
    },
  },
  'AWS::WAFv2::WebACL': {
    read: async ({ physicalId, clients: { waf } }) => {
      const [Name, Id, Scope] = physicalId.split('|');
      const { WebACL } = await waf.send(
        new GetWebACLCommand({ Name, Id, Scope: Scope === 'CLOUDFRONT' ? 'CLOUDFRONT' : 'REGIONAL' }),
      );
      const { TagInfoForResource } = await waf.send(new ListTagsForResourceCommand({ ResourceARN: WebACL?.ARN }));
      return { ...WebACL, Rules: asWritten(WebACL?.Rules), Scope, Tags: tags(TagInfoForResource?.TagList) };
    },
  },
  'AWS::WAFv2::LoggingConfiguration': {
    read: async ({ properties, clients: { waf } }) => {
      const { LoggingConfiguration } = await waf.send(
        new GetLoggingConfigurationCommand({ ResourceArn: String(properties['ResourceArn']) }),
      );
      return { ...LoggingConfiguration, RedactedFields: LoggingConfiguration?.RedactedFields };
    },
  },
  'AWS::WAFv2::WebACLAssociation': {
    read: async ({ properties, clients: { waf } }) => {
      const ResourceArn = String(properties['ResourceArn']);
      const { WebACL } = await waf.send(new GetWebACLForResourceCommand({ ResourceArn }));
      return { ResourceArn, WebACLArn: WebACL?.ARN };
    },
  },
};

/** Rules with the texts that they search for, which AWS WAF tells as bytes. */
function asWritten(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asWritten(item)]));
}
