import { CfnService } from 'aws-cdk-lib/aws-apprunner';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { serviceOpen } from '../../../../lib/compliance/rules/lifecycle/service-open';
import type { RuleCases } from '../cases';
import { resource, UNKNOWN } from './fixtures';

// Judged on 2026-11-24, unless a case says otherwise.
export const CASES: RuleCases = {
  rule: serviceOpen,
  compliant: {
    'services that are open': {
      resources: {
        Bucket: resource('AWS::S3::Bucket'),
        Firewall: resource('AWS::WAFv2::WebACL'),
        Findings: resource('AWS::InspectorV2::Filter'),
        Group: resource('AWS::GreengrassV2::Deployment'),
        Flink: resource('AWS::KinesisAnalyticsV2::Application'),
        Influx: resource('AWS::Timestream::InfluxDBInstance'),
        Trail: resource('AWS::CloudTrail::Trail'),
      },
      at: ['Test/Bucket', 'Test/Firewall', 'Test/Findings', 'Test/Group', 'Test/Flink', 'Test/Influx', 'Test/Trail'],
    },
    'CodeCommit, which is open again': { resources: { Code: resource('AWS::CodeCommit::Repository') }, at: ['Test/Code'] },
    'a type that serves other ends too': {
      resources: {
        Runbook: resource('AWS::SSM::Document', { DocumentType: 'Automation' }),
        Command: resource('AWS::SSM::Document', {}),
        Spark: resource('AWS::Glue::Job', { Command: { Name: 'glueetl' } }),
        Database: resource('AWS::RDS::DBInstance', { Engine: 'oracle-ee' }),
      },
      at: ['Test/Runbook', 'Test/Command', 'Test/Spark', 'Test/Database'],
    },
    'a bucket of the CDK': {
      build: (stack) => {
        new Bucket(stack, 'Orders');
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'services that have ended': {
      resources: {
        Ledger: resource('AWS::QLDB::Ledger'),
        Mesh: resource('AWS::AppMesh::Mesh'),
        Template: resource('AWS::Proton::EnvironmentTemplate'),
        Campaign: resource('AWS::Pinpoint::App'),
        Project: resource('AWS::Evidently::Project'),
        Target: resource('AWS::Inspector::AssessmentTarget'),
        Global: resource('AWS::WAF::WebACL'),
        Regional: resource('AWS::WAFRegional::WebACL'),
        Stack: resource('AWS::OpsWorks::Stack'),
        Robot: resource('AWS::RoboMaker::Robot'),
        Camera: resource('AWS::LookoutVision::Project'),
        Devices: resource('AWS::Greengrass::Group'),
      },
      at: {
        'Test/Ledger': /^Amazon QLDB ended on 2025-07-31: use Aurora PostgreSQL$/,
        'Test/Mesh': /AWS App Mesh ended on 2026-09-30/,
        'Test/Template': /AWS Proton ended on 2026-10-07/,
        'Test/Campaign': /ended on 2026-10-30/,
        'Test/Project': /ended on 2025-10-17/,
        'Test/Target': /Inspector Classic ended on 2026-05-20: use Amazon Inspector/,
        'Test/Global': /WAF Classic ended on 2026-10-07: use AWS WAF \(WAFv2\)/,
        'Test/Regional': /WAF Classic/,
        'Test/Stack': /ended on 2024-05-26/,
        'Test/Robot': /ended on 2025-09-10/,
        'Test/Camera': /ended on 2025-10-31/,
        'Test/Devices': /ended on 2026-10-01/,
      },
    },
    'services that are closed to new customers': {
      resources: {
        Runner: resource('AWS::AppRunner::Service'),
        Audit: resource('AWS::AuditManager::Assessment'),
        Lake: resource('AWS::CloudTrail::EventDataStore'),
        Plan: resource('AWS::SSMIncidents::ResponsePlan'),
        Contact: resource('AWS::SSMContacts::Contact'),
        ObjectLambda: resource('AWS::S3ObjectLambda::AccessPoint'),
        Fraud: resource('AWS::FraudDetector::Detector'),
        Review: resource('AWS::CodeGuruReviewer::RepositoryAssociation'),
        Desk: resource('AWS::Cloud9::EnvironmentEC2'),
        Series: resource('AWS::Timestream::Table'),
        Launch: resource('AWS::AutoScaling::LaunchConfiguration'),
        Chain: resource('AWS::ManagedBlockchain::Node'),
      },
      at: {
        'Test/Runner': /^AWS App Runner is closed to new customers since 2026-04-30: use Amazon ECS Express Mode$/,
        'Test/Audit': /since 2026-04-30: use AWS Config conformance packs/,
        'Test/Lake': /CloudTrail Lake is closed .* since 2026-05-31/,
        'Test/Plan': /Incident Manager/,
        'Test/Contact': /Incident Manager/,
        'Test/ObjectLambda': /since 2025-11-07/,
        'Test/Fraud': /since 2025-11-07/,
        'Test/Review': /since 2025-11-07/,
        'Test/Desk': /since 2024-07-25/,
        'Test/Series': /use Timestream for InfluxDB/,
        'Test/Launch': /use a launch template/,
        'Test/Chain': /closed to new customers since 2026-10-29, and ends on 2027-09-29/,
      },
    },
    'the day before one closes, as a warning': {
      resources: { Chain: resource('AWS::ManagedBlockchain::Node') },
      today: '2026-10-28',
      at: { 'Test/Chain': /^warning: Amazon Managed Blockchain closes to new customers on 2026-10-29, and ends on 2027-09-29/ },
    },
    'one that is announced to end, as a warning': {
      resources: { Database: resource('AWS::RDS::DBInstance', { Engine: 'custom-oracle-ee' }) },
      at: { 'Test/Database': /^warning: Amazon RDS Custom for Oracle ends on 2027-03-31/ },
    },
    'the part of a service that is closed': {
      resources: {
        Change: resource('AWS::SSM::Document', { DocumentType: 'Automation.ChangeTemplate' }),
        Ray: resource('AWS::Glue::Job', { Command: { Name: 'glueray' } }),
        Maybe: resource('AWS::SSM::Document', { DocumentType: { 'Fn::If': ['Is', 'Automation.ChangeTemplate', 'Automation'] } }),
        Unknown: resource('AWS::SSM::Document', { DocumentType: UNKNOWN }),
      },
      at: {
        'Test/Change': /Change Manager is closed to new customers since 2025-11-07/,
        'Test/Ray': /Glue for Ray/,
        'Test/Maybe': /Change Manager/,
        'Test/Unknown': /^only the deployment knows whether this is Systems Manager Change Manager, which is closed/,
      },
    },
    'a service of the CDK': {
      build: (stack) => {
        new CfnService(stack, 'Web', { sourceConfiguration: {} });
      },
      at: { 'Test/Web': /App Runner/ },
    },
  },
  notApplicable: {
    "what is no service of AWS's": {
      resources: { Own: resource('Custom::Thing'), Theirs: resource('Vendor::Thing::Else') },
      at: ['Test/Own', 'Test/Theirs'],
    },
  },
};
