import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { Gate } from '../lib';

// A product team's app, with a bucket that nobody declared. README.md says what the gate finds, and shows the cure.

const app = new App();
Gate.of(app).enforce();
const shop = new Stack(app, 'Shop', { env: { region: 'eu-central-1' } });
new Bucket(shop, 'Receipts');
app.synth();
