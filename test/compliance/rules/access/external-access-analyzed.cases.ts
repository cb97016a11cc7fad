import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Tags } from 'aws-cdk-lib/core';
import { externalAccessAnalyzed } from '../../../../lib/compliance/rules/access/external-access-analyzed';
import { ASSET_TAGS } from '../../../../lib/declaration/asset-tags';
import { ExternalAccess } from '../../../../lib/detection/external-access';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { INTERNAL, ORDERS } from './fixtures';

const analyzer = (type: unknown, more: object = {}) => ({
  Type: 'AWS::AccessAnalyzer::Analyzer',
  Properties: { Type: type },
  ...more,
});
const elsewhere = { ...ENVIRONMENT, region: 'eu-west-1' };

export const CASES: RuleCases = {
  rule: externalAccessAnalyzed,
  compliant: {
    'an analyzer of the account': { resources: { Orders: ORDERS, Analyzer: analyzer('ACCOUNT') }, at: ['Test'] },
    'an analyzer of the organisation': { resources: { Orders: ORDERS, Analyzer: analyzer('ORGANIZATION') }, at: ['Test'] },
    'an analyzer in another stack of the region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders: ORDERS } }, environment: ENVIRONMENT },
        { name: 'Detection', template: { Resources: { Analyzer: analyzer('ACCOUNT') } }, environment: ENVIRONMENT },
      ],
      at: ['Data'],
    },
    'our own': {
      build: (stack) => {
        const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(table).add(ASSET_TAGS.category, 'personal');
        new ExternalAccess(stack, 'ExternalAccess');
      },
      at: ['Test'],
    },
  },
  violations: {
    'no analyzer': { resources: { Orders: ORDERS }, at: { Test: /no analyzer looks .* there is none/ } },
    'one that looks for unused access': {
      build: (stack) => {
        const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        Tags.of(table).add(ASSET_TAGS.category, 'personal');
        new CfnAnalyzer(stack, 'Analyzer', { type: 'ACCOUNT_UNUSED_ACCESS' });
      },
      at: { Test: /'Test\/Analyzer' is of type 'ACCOUNT_UNUSED_ACCESS'/ },
    },
    'one that looks from inside': {
      resources: { Orders: ORDERS, Analyzer: analyzer('ACCOUNT_INTERNAL_ACCESS') },
      at: { Test: /ACCOUNT_INTERNAL_ACCESS/ },
    },
    'one whose type only the deployment knows': {
      resources: { Orders: ORDERS, Analyzer: analyzer({ Ref: 'Type' }) },
      at: { Test: /only the deployment knows/ },
    },
    'one that a condition makes': {
      resources: { Orders: ORDERS, Analyzer: analyzer('ACCOUNT', { Condition: 'First' }) },
      at: { Test: /under a condition/ },
    },
    'one in another region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders: ORDERS } }, environment: ENVIRONMENT },
        { name: 'Detection', template: { Resources: { Analyzer: analyzer('ACCOUNT') } }, environment: elsewhere },
      ],
      at: { Data: /in this region: there is none/ },
    },
  },
  notApplicable: {
    'an app without personal data': {
      resources: { Orders: { ...ORDERS, Properties: { Tags: INTERNAL } } },
      at: ['Test'],
    },
  },
};
