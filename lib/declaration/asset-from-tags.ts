import { Duration } from 'aws-cdk-lib/core';
import { ASSET_TAGS, type AssetField, TERM_SEPARATOR } from './asset-tags';
import type { DataCategory, LawfulBasis } from './category';
import { DataAsset } from './data-asset';

/**
 * Reads a declaration back from the tags that `DataAsset.tags()` writes.
 *
 * @param tags values by key; other keys are passed over
 * @throws InvalidInputError naming everything that the tags lack or have wrong
 */
export function assetFromTags(tags: ReadonlyMap<string, string | undefined>): DataAsset {
  const text = (field: AssetField) => tags.get(ASSET_TAGS[field]) ?? '';
  const terms = (field: AssetField) => text(field).split(TERM_SEPARATOR).filter(Boolean);
  const days = text('retentionDays');
  const lawfulBasis = text('lawfulBasis');
  const consentRegister = text('consentRegister');
  const assessment = text('assessment');
  // The declaration's own checks judge what the casts let through.
  return new DataAsset({
    name: text('asset'),
    category: text('category') as DataCategory,
    owner: text('owner'),
    // What is no number is no retention, which is refused as such.
    retention: Duration.days(/^\d+$/.test(days) ? Number(days) : 0),
    residency: terms('residency'),
    subjects: terms('subjects'),
    purposes: terms('purposes'),
    recipients: terms('recipients'),
    ...(lawfulBasis && { lawfulBasis: lawfulBasis as LawfulBasis }),
    ...(consentRegister && { consentRegister }),
    ...(assessment && { assessment }),
  });
}
