import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { runApp } from '../lib';

// A product team's app, with a bucket that nobody declared. README.md says what the gate finds, and shows the cure.

runApp((app) => {
  const shop = new Stack(app, 'Shop', { env: { region: 'eu-central-1' } });
  new Bucket(shop, 'Receipts');
});
