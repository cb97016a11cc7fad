import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { imagesScanned } from '../../../../lib/compliance/rules/lifecycle/images-scanned';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { resource, UNKNOWN } from './fixtures';

const SCANNED = { ImageScanningConfiguration: { ScanOnPush: true } };
const IMMUTABLE = { ImageTagMutability: 'IMMUTABLE' };
const repository = (properties: object) => resource('AWS::ECR::Repository', { ...properties });
const creation = (properties: object) => resource('AWS::ECR::RepositoryCreationTemplate', { ...properties });
const registry = (Filter: unknown, ScanFrequency: unknown = 'SCAN_ON_PUSH') =>
  resource('AWS::ECR::RegistryScanningConfiguration', {
    ScanType: 'BASIC',
    Rules: [{ ScanFrequency, RepositoryFilters: [{ Filter, FilterType: 'WILDCARD' }] }],
  });
const excluding = (value: unknown) => ({
  ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  ImageTagMutabilityExclusionFilters: [
    { ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: value },
  ],
});
const UNSCANNED = /no scanning configuration of the registry is known to reach the repository/;

export const CASES: RuleCases = {
  rule: imagesScanned,
  compliant: {
    'a repository that scans, and whose tags stay': {
      resources: {
        Shop: repository({ ...SCANNED, ...IMMUTABLE }),
        Text: repository({ ImageScanningConfiguration: { ScanOnPush: 'true' }, ...IMMUTABLE }),
      },
      at: ['Test/Shop', 'Test/Text'],
    },
    'a registry that scans everything': {
      resources: {
        Shop: repository(IMMUTABLE),
        Named: repository({ ...IMMUTABLE, RepositoryName: 'shop' }),
        Registry: registry('*'),
      },
      at: ['Test/Shop', 'Test/Named'],
    },
    'a registry whose filter takes the name': {
      resources: {
        Shop: repository({ ...IMMUTABLE, RepositoryName: 'prod/shop' }),
        Registry: registry('prod/*', 'CONTINUOUS_SCAN'),
      },
      at: ['Test/Shop'],
    },
    'a filter without a wildcard, which takes every name that has it': {
      resources: { Shop: repository({ ...IMMUTABLE, RepositoryName: 'my-prod-shop' }), Registry: registry('prod') },
      at: ['Test/Shop'],
    },
    'a registry in another stack': {
      sources: [
        { name: 'Shop', environment: ENVIRONMENT, template: { Resources: { Shop: repository(IMMUTABLE) } } },
        { name: 'Registry', environment: ENVIRONMENT, template: { Resources: { Registry: registry('*') } } },
      ],
      at: ['Shop/Shop'],
    },
    'tags that stay but for some': {
      resources: { Shop: repository({ ...SCANNED, ...excluding('dev-*') }) },
      at: ['Test/Shop'],
    },
    'a template for repositories': {
      resources: {
        Prod: creation({ ...IMMUTABLE, Prefix: 'prod' }),
        Root: creation({ ...IMMUTABLE, Prefix: 'ROOT' }),
        Registry: registry('*'),
      },
      at: ['Test/Prod', 'Test/Root'],
    },
    'a repository of the CDK': {
      build: (stack) => {
        new Repository(stack, 'Shop', { imageScanOnPush: true, imageTagMutability: TagMutability.IMMUTABLE });
      },
      at: ['Test/Shop/Resource'],
    },
  },
  violations: {
    'a repository that says nothing': {
      resources: { Shop: repository({}) },
      at: { 'Test/Shop': [/^ScanOnPush is nothing, and no scanning/, /ImageTagMutability is nothing/] },
    },
    'no scan': {
      resources: {
        Off: repository({ ...IMMUTABLE, ImageScanningConfiguration: { ScanOnPush: false } }),
        Condition: repository({ ...IMMUTABLE, ImageScanningConfiguration: { ScanOnPush: { 'Fn::If': ['Is', true, false] } } }),
        Unknown: repository({ ...IMMUTABLE, ImageScanningConfiguration: UNKNOWN }),
      },
      at: { 'Test/Off': UNSCANNED, 'Test/Condition': UNSCANNED, 'Test/Unknown': UNSCANNED },
    },
    'a registry that does not reach it': {
      resources: {
        Generated: repository(IMMUTABLE),
        Dev: repository({ ...IMMUTABLE, RepositoryName: 'dev/shop' }),
        Manual: registry('*', 'MANUAL'),
        Prod: registry('prod/*'),
        Sometimes: { ...registry('*'), Condition: 'Scanning' },
        Unknown: registry(UNKNOWN),
      },
      at: { 'Test/Generated': UNSCANNED, 'Test/Dev': UNSCANNED },
    },
    'a registry in another region': {
      sources: [
        { name: 'Shop', environment: ENVIRONMENT, template: { Resources: { Shop: repository(IMMUTABLE) } } },
        {
          name: 'Far',
          environment: { ...ENVIRONMENT, region: 'eu-west-1' },
          template: { Resources: { Registry: registry('*') } },
        },
      ],
      at: { 'Shop/Shop': UNSCANNED },
    },
    'tags that move': {
      resources: {
        Mutable: repository({ ...SCANNED, ImageTagMutability: 'MUTABLE' }),
        Unknown: repository({ ...SCANNED, ImageTagMutability: UNKNOWN }),
        Except: repository({ ...SCANNED, ImageTagMutability: 'MUTABLE_WITH_EXCLUSION' }),
        All: repository({ ...SCANNED, ...excluding('*') }),
        Any: repository({ ...SCANNED, ...excluding(UNKNOWN) }),
      },
      at: {
        'Test/Mutable': /^ImageTagMutability is 'MUTABLE', and tags can move unless it is IMMUTABLE$/,
        'Test/Unknown': /only the deployment knows/,
        'Test/Except': /'MUTABLE_WITH_EXCLUSION'/,
        'Test/All': /the exclusion of '\*' may leave every tag movable/,
        'Test/Any': /may leave every tag movable/,
      },
    },
    'a template for repositories': {
      resources: {
        Prod: creation({ Prefix: 'prod' }),
        Root: creation({ ...IMMUTABLE, Prefix: 'ROOT' }),
        Registry: registry('prod/*'),
      },
      at: { 'Test/Prod': /ImageTagMutability is nothing/, 'Test/Root': UNSCANNED },
    },
    'a public repository': {
      resources: { Shop: resource('AWS::ECR::PublicRepository') },
      at: { 'Test/Shop': /nothing scans a public repository/ },
    },
    'a repository of the CDK': {
      build: (stack) => {
        new Repository(stack, 'Shop', { imageScanOnPush: true });
      },
      at: { 'Test/Shop/Resource': /ImageTagMutability/ },
    },
  },
  notApplicable: {
    'what keeps no images': { resources: { Orders: resource('AWS::S3::Bucket') }, at: ['Test/Orders'] },
  },
};
