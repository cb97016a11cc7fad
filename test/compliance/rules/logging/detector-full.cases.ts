import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { detectorFull } from '../../../../lib/compliance/rules/logging/detector-full';
import { ThreatDetection } from '../../../../lib/detection/threat-detection';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import { addPersonalBucket, bucket, either, NO_VALUE, personalBucket, personalTable, resource, UNKNOWN } from './fixtures';

const Orders = personalBucket();
const detector = (properties = {}, rest = {}) => resource('AWS::GuardDuty::Detector', { Enable: true, ...properties }, rest);
const feature = (Name: string, Status: unknown = 'ENABLED') => ({ Name, Status });
const features = (...Features: unknown[]) => ({ Features });

const Handler = resource('AWS::Lambda::Function');
const Cluster = resource('AWS::EKS::Cluster');
const Database = resource('AWS::RDS::DBInstance');
const Instance = resource('AWS::EC2::Instance');
const Service = resource('AWS::ECS::Service');

export const CASES: RuleCases = {
  rule: detectorFull,
  compliant: {
    'a detector that says nothing of plans, which has them all but runtime monitoring': {
      resources: { Orders, Handler, Database, Detector: detector() },
      at: ['Test/Detector', 'Test'],
    },
    'every plan by name': {
      resources: {
        Orders,
        Handler,
        Cluster,
        Database,
        Instance,
        Detector: detector(
          features(
            ...['S3_DATA_EVENTS', 'EKS_AUDIT_LOGS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS'].map(
              (name) => feature(name),
            ),
            feature('RUNTIME_MONITORING'),
          ),
        ),
      },
      at: ['Test/Detector'],
    },
    'plans off, whose services are not there': {
      resources: {
        Orders,
        Detector: detector(features(feature('RDS_LOGIN_EVENTS', 'DISABLED'), feature('EKS_AUDIT_LOGS', 'DISABLED'))),
      },
      at: ['Test/Detector'],
    },
    'runtime monitoring of clusters alone, where nothing else runs': {
      resources: { Orders, Cluster, Detector: detector(features(feature('EKS_RUNTIME_MONITORING'))) },
      at: ['Test/Detector'],
    },
    'the older way': {
      resources: { Orders, Detector: detector({ DataSources: { S3Logs: { Enable: true } } }) },
      at: ['Test/Detector'],
    },
    'plans that China lacks': {
      sources: [
        {
          name: 'China',
          template: {
            Resources: {
              Orders,
              Handler,
              Instance,
              Database,
              Detector: detector(features(feature('LAMBDA_NETWORK_LOGS', 'DISABLED'))),
            },
          },
          environment: { ...ENVIRONMENT, region: 'cn-north-1' },
        },
      ],
      at: ['China', 'China/Detector'],
    },
    'a detector in another stack of the region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders } }, environment: ENVIRONMENT },
        { name: 'Detection', template: { Resources: { Detector: detector() } }, environment: ENVIRONMENT },
      ],
      at: ['Data', 'Detection/Detector'],
    },
    'a detector of the CDK': {
      build: (stack) => {
        addPersonalBucket(stack);
        new CfnDetector(stack, 'Detector', { enable: true });
      },
      at: ['Test', 'Test/Detector'],
    },
    'a ThreatDetection': {
      build: (stack) => {
        addPersonalBucket(stack);
        new ThreatDetection(stack, 'Threats');
      },
      at: ['Test', 'Test/Threats/Resource'],
    },
  },
  violations: {
    'no detector': { resources: { Orders }, at: { Test: /data about persons stands in this region, and no GuardDuty detector/ } },
    'a detector that is off': {
      resources: { Orders, Detector: detector({ Enable: false }) },
      at: { 'Test/Detector': /'Enable' is false/ },
    },
    'a detector that only the deployment turns on': {
      resources: { Orders, Detector: detector({ Enable: UNKNOWN }) },
      at: { 'Test/Detector': /only the deployment knows/ },
    },
    'a detector in production only': {
      resources: { Orders, Detector: detector({}, { Condition: 'IsProduction' }) },
      at: { 'Test/Detector': /under the condition 'IsProduction' only/ },
    },
    ...Object.fromEntries(
      [
        ['S3_DATA_EVENTS', Orders],
        ['EKS_AUDIT_LOGS', Cluster],
        ['EBS_MALWARE_PROTECTION', Instance],
        ['RDS_LOGIN_EVENTS', Database],
        ['LAMBDA_NETWORK_LOGS', Handler],
        ['RUNTIME_MONITORING', Service],
      ].map(([name, Used]) => [
        `${name} off`,
        {
          resources: {
            Table: personalTable(),
            Used,
            Detector: detector(
              features(
                feature(String(name), 'DISABLED'),
                ...(name === 'RUNTIME_MONITORING' ? [] : [feature('RUNTIME_MONITORING')]),
              ),
            ),
          },
          at: { 'Test/Detector': new RegExp(`does not surely have ${name} on, and 'Test/Used' is there`) },
        },
      ]),
    ),
    'runtime monitoring, of which a detector says nothing': {
      resources: { Orders, Instance, Cluster, Detector: detector() },
      at: { 'Test/Detector': [/have RUNTIME_MONITORING on/, /have RUNTIME_MONITORING or EKS_RUNTIME_MONITORING on/] },
    },
    'runtime monitoring of clusters alone, where more runs': {
      resources: { Orders, Cluster, Service, Detector: detector(features(feature('EKS_RUNTIME_MONITORING'))) },
      at: { 'Test/Detector': /have RUNTIME_MONITORING on, and 'Test\/Service' is there/ },
    },
    'a plan in production only': {
      resources: { Orders, Service, Detector: detector(features(either(feature('RUNTIME_MONITORING'), NO_VALUE))) },
      at: { 'Test/Detector': /RUNTIME_MONITORING/ },
    },
    'a status outside of production': {
      resources: { Orders, Detector: detector(features(feature('S3_DATA_EVENTS', either('ENABLED', 'DISABLED')))) },
      at: { 'Test/Detector': /S3_DATA_EVENTS/ },
    },
    'off in the older way': {
      resources: { Orders, Detector: detector({ DataSources: { S3Logs: { Enable: false } } }) },
      at: { 'Test/Detector': /S3_DATA_EVENTS/ },
    },
    'a detector of another region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders } }, environment: ENVIRONMENT },
        {
          name: 'Detection',
          template: { Resources: { Detector: detector() } },
          environment: { ...ENVIRONMENT, region: 'eu-west-1' },
        },
      ],
      at: { Data: /no GuardDuty detector/ },
    },
    'a detector of the CDK': {
      build: (stack) => {
        addPersonalBucket(stack);
        new CfnDetector(stack, 'Detector', { enable: false });
      },
      at: { 'Test/Detector': /'Enable' is false/ },
    },
  },
  notApplicable: {
    'a region without data of persons': {
      resources: { Assets: bucket(), Detector: detector({ Enable: false }) },
      at: ['Test', 'Test/Detector'],
    },
  },
};
