import { Duration } from 'aws-cdk-lib/core';
import { DataAsset, type DataAssetProps, DataCategory, LawfulBasis } from '../../lib';

/** A valid declaration of personal data; `overrides` change what a test is about. */
export function personalAsset(overrides: Partial<DataAssetProps> = {}): DataAsset {
  return new DataAsset({ ...PERSONAL, ...overrides });
}

/** The properties of a valid declaration of personal data. */
export const PERSONAL: DataAssetProps = {
  name: 'orders',
  category: DataCategory.PERSONAL,
  subjects: ['customers'],
  purposes: ['order-fulfilment'],
  lawfulBasis: LawfulBasis.CONTRACT,
  retention: Duration.days(1095),
  residency: ['eu-central-1', 'eu-west-1'],
  owner: 'orders-team',
};
