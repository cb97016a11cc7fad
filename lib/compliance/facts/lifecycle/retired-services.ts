/**
 * Services, and parts of them, that AWS closed to new customers or ends, as of 2026-11-24. One that is not here is open, as far as is known.
 *
 * Sources: AWS General Reference, "AWS lifecycle changes" (services in maintenance, in sunset, in full shutdown); the pages
 * "availability change" and "end of support" in the guides of the services; AWS What's New, "AWS service availability updates" of
 * 2025-05, 2025-10, 2026-03 and 2026-06; the notices in the CloudFormation reference.
 *
 * Not here: CodeCommit, which was closed on 2024-07-25, and open again from 2025-11-24; and what no page of AWS confirms.
 */
export interface RetiredService {
  readonly service: string;
  /** Types of CloudFormation: whole ones, or the beginning of their names up to `::`. */
  readonly types: readonly string[];
  /** Of a type that serves other ends too: which property, with which value, means the retired part. */
  readonly where?: { readonly property: string; readonly value: RegExp };
  /** The day from which nobody new may use it. Not known of one that simply ends. */
  readonly closed?: string;
  /** The day on which it ends for everybody, where that is announced. */
  readonly ends?: string;
  /** What AWS recommends in its place. */
  readonly replacement: string;
}

export const RETIRED_SERVICES: readonly RetiredService[] = [
  // Ended, or about to.
  {
    service: 'AWS App Mesh',
    types: ['AWS::AppMesh::'],
    closed: '2024-09-24',
    ends: '2026-09-30',
    replacement: 'Amazon ECS Service Connect or VPC Lattice',
  },
  { service: 'AWS CodeStar', types: ['AWS::CodeStar::'], ends: '2024-07-31', replacement: 'CodeConnections and CodePipeline' },
  { service: 'Amazon CloudWatch Evidently', types: ['AWS::Evidently::'], ends: '2025-10-17', replacement: 'AWS AppConfig' },
  {
    service: 'Amazon Connect Voice ID',
    types: ['AWS::VoiceID::'],
    ends: '2026-05-20',
    replacement: 'a partner product for voice authentication',
  },
  {
    service: 'Amazon FinSpace',
    types: ['AWS::FinSpace::'],
    closed: '2025-10-07',
    ends: '2026-10-07',
    replacement: 'kdb on EC2 or EKS',
  },
  {
    service: 'Amazon Inspector Classic',
    types: ['AWS::Inspector::'],
    ends: '2026-05-20',
    replacement: 'Amazon Inspector (InspectorV2)',
  },
  { service: 'AWS IoT Analytics', types: ['AWS::IoTAnalytics::'], ends: '2025-12-15', replacement: 'Kinesis, S3 and Athena' },
  {
    service: 'AWS IoT Events',
    types: ['AWS::IoTEvents::'],
    ends: '2026-05-20',
    replacement: 'IoT rules with Step Functions or Lambda',
  },
  {
    service: 'AWS IoT Greengrass V1',
    types: ['AWS::Greengrass::'],
    ends: '2026-10-01',
    replacement: 'IoT Greengrass V2 (GreengrassV2)',
  },
  {
    service: 'AWS IoT Fleet Hub',
    types: ['AWS::IoTFleetHub::'],
    ends: '2025-10-18',
    replacement: 'the IoT Core console and APIs',
  },
  {
    service: 'AWS IoT Things Graph',
    types: ['AWS::IoTThingsGraph::'],
    ends: '2022-11-09',
    replacement: 'IoT rules and Step Functions',
  },
  {
    service: 'Amazon Kinesis Data Analytics for SQL',
    types: ['AWS::KinesisAnalytics::'],
    closed: '2025-10-15',
    ends: '2026-01-27',
    replacement: 'Managed Service for Apache Flink (KinesisAnalyticsV2)',
  },
  {
    service: 'Amazon Lookout for Equipment',
    types: ['AWS::LookoutEquipment::'],
    ends: '2026-10-07',
    replacement: 'SageMaker AI or a partner product',
  },
  {
    service: 'Amazon Lookout for Metrics',
    types: ['AWS::LookoutMetrics::'],
    ends: '2025-10-09',
    replacement: 'the anomaly detection of CloudWatch, OpenSearch or QuickSight',
  },
  { service: 'Amazon Lookout for Vision', types: ['AWS::LookoutVision::'], ends: '2025-10-31', replacement: 'SageMaker AI' },
  {
    service: 'Amazon Managed Blockchain',
    types: ['AWS::ManagedBlockchain::'],
    closed: '2026-10-29',
    ends: '2027-09-29',
    replacement: 'nodes of your own, or a partner product; for proofs of integrity an append-only ledger',
  },
  {
    service: 'AWS Elemental MediaStore',
    types: ['AWS::MediaStore::'],
    ends: '2025-11-13',
    replacement: 'Amazon S3 or MediaPackage',
  },
  { service: 'Amazon Nimble Studio', types: ['AWS::NimbleStudio::'], ends: '2024-06-30', replacement: 'AWS Deadline Cloud' },
  {
    service: 'AWS OpsWorks',
    types: ['AWS::OpsWorks::', 'AWS::OpsWorksCM::'],
    ends: '2024-05-26',
    replacement: 'AWS Systems Manager',
  },
  { service: 'AWS Panorama', types: ['AWS::Panorama::'], ends: '2026-05-31', replacement: 'a partner product' },
  {
    service: 'Amazon Pinpoint',
    types: ['AWS::Pinpoint::'],
    closed: '2025-05-20',
    ends: '2026-10-30',
    replacement: 'AWS End User Messaging, Amazon SES or Amazon Connect',
  },
  {
    service: 'AWS Proton',
    types: ['AWS::Proton::'],
    closed: '2025-10-07',
    ends: '2026-10-07',
    replacement: 'CloudFormation Git sync or CodePipeline',
  },
  { service: 'Amazon QLDB', types: ['AWS::QLDB::'], closed: '2024-07-18', ends: '2025-07-31', replacement: 'Aurora PostgreSQL' },
  {
    service: 'Amazon RDS Custom for Oracle',
    types: ['AWS::RDS::DBInstance', 'AWS::RDS::CustomDBEngineVersion'],
    where: { property: 'Engine', value: /^custom-oracle/i },
    ends: '2027-03-31',
    replacement: 'Amazon RDS for Oracle, or Oracle on EC2',
  },
  { service: 'AWS RoboMaker', types: ['AWS::RoboMaker::'], ends: '2025-09-10', replacement: 'AWS Batch' },
  { service: 'AWS SimSpace Weaver', types: ['AWS::SimSpaceWeaver::'], ends: '2026-05-20', replacement: 'a simulation on EC2' },
  {
    service: 'AWS WAF Classic',
    types: ['AWS::WAF::', 'AWS::WAFRegional::'],
    ends: '2026-10-07',
    replacement: 'AWS WAF (WAFv2)',
  },
  {
    service: 'Amazon WorkSpaces Thin Client',
    types: ['AWS::WorkSpacesThinClient::'],
    closed: '2026-04-20',
    ends: '2027-03-31',
    replacement: 'other devices for WorkSpaces',
  },
  // Closed to new customers, with no end announced.
  { service: 'AWS App Runner', types: ['AWS::AppRunner::'], closed: '2026-04-30', replacement: 'Amazon ECS Express Mode' },
  {
    service: 'ARC readiness check',
    types: ['AWS::Route53RecoveryReadiness::'],
    closed: '2026-04-30',
    replacement: 'Region switch (ARCRegionSwitch)',
  },
  {
    service: 'AWS Audit Manager',
    types: ['AWS::AuditManager::'],
    closed: '2026-04-30',
    replacement: 'AWS Config conformance packs',
  },
  {
    service: 'Auto Scaling launch configurations',
    types: ['AWS::AutoScaling::LaunchConfiguration'],
    closed: '2024-10-01',
    replacement: 'a launch template (AWS::EC2::LaunchTemplate)',
  },
  {
    service: 'AWS Cloud9',
    types: ['AWS::Cloud9::'],
    closed: '2024-07-25',
    replacement: 'the AWS toolkits for IDEs, or CloudShell',
  },
  {
    service: 'AWS CloudTrail Lake',
    types: ['AWS::CloudTrail::EventDataStore', 'AWS::CloudTrail::Channel', 'AWS::CloudTrail::Dashboard'],
    closed: '2026-05-31',
    replacement: 'a trail into S3 with Athena, or CloudWatch',
  },
  {
    service: 'Amazon CodeGuru Reviewer',
    types: ['AWS::CodeGuruReviewer::'],
    closed: '2025-11-07',
    replacement: 'Amazon Inspector code security',
  },
  {
    service: 'AWS Data Pipeline',
    types: ['AWS::DataPipeline::'],
    closed: '2024-07-25',
    replacement: 'Glue, Step Functions or Managed Workflows for Apache Airflow',
  },
  {
    service: 'AWS Directory Service Simple AD',
    types: ['AWS::DirectoryService::SimpleAD'],
    closed: '2026-07-30',
    replacement: 'AWS Managed Microsoft AD or AD Connector',
  },
  { service: 'Amazon Forecast', types: ['AWS::Forecast::'], closed: '2024-07-29', replacement: 'SageMaker Canvas' },
  {
    service: 'Amazon Fraud Detector',
    types: ['AWS::FraudDetector::'],
    closed: '2025-11-07',
    replacement: 'SageMaker AI, AutoGluon or AWS WAF',
  },
  {
    service: 'AWS Glue for Ray',
    types: ['AWS::Glue::Job'],
    where: { property: 'Command.Name', value: /^glueray$/ },
    closed: '2026-04-30',
    replacement: 'Ray on Amazon EKS',
  },
  {
    service: 'AWS HealthOmics variant and annotation stores',
    types: ['AWS::Omics::VariantStore', 'AWS::Omics::AnnotationStore'],
    closed: '2025-11-07',
    replacement: 'Amazon S3 Tables with Athena',
  },
  {
    service: 'AWS IoT FleetWise',
    types: ['AWS::IoTFleetWise::'],
    closed: '2026-04-30',
    replacement: 'the AWS guidance for connected mobility',
  },
  {
    service: 'AWS IoT SiteWise Monitor',
    types: [
      'AWS::IoTSiteWise::AccessPolicy',
      'AWS::IoTSiteWise::Dashboard',
      'AWS::IoTSiteWise::Portal',
      'AWS::IoTSiteWise::Project',
    ],
    closed: '2025-11-07',
    replacement: 'Amazon Managed Grafana',
  },
  {
    service: 'Amazon Kendra',
    types: ['AWS::Kendra::'],
    closed: '2026-07-30',
    replacement: 'Bedrock Knowledge Bases',
  },
  {
    service: 'AWS Mainframe Modernization',
    types: ['AWS::M2::'],
    closed: '2025-11-07',
    replacement: 'AWS Transform for mainframe',
  },
  {
    service: 'AWS Migration Hub Refactor Spaces',
    types: ['AWS::RefactorSpaces::'],
    closed: '2025-11-07',
    replacement: 'AWS Transform',
  },
  { service: 'Amazon Q Business', types: ['AWS::QBusiness::'], closed: '2026-07-31', replacement: 'Amazon Quick' },
  {
    service: 'S3 Object Lambda',
    types: ['AWS::S3ObjectLambda::'],
    closed: '2025-11-07',
    replacement: 'CloudFront with a function, or a function behind an API',
  },
  {
    service: 'Service Catalog AppRegistry',
    types: ['AWS::ServiceCatalogAppRegistry::'],
    closed: '2026-07-30',
    replacement: 'tags and resource groups',
  },
  {
    service: 'Systems Manager Change Manager',
    types: ['AWS::SSM::Document'],
    where: { property: 'DocumentType', value: /^Automation\.ChangeTemplate$/ },
    closed: '2025-11-07',
    replacement: 'an Automation runbook with an approval step',
  },
  {
    service: 'Systems Manager Incident Manager',
    types: ['AWS::SSMIncidents::', 'AWS::SSMContacts::'],
    closed: '2025-11-07',
    replacement: 'a Step Functions workflow that notifies a topic',
  },
  {
    service: 'Amazon Timestream for LiveAnalytics',
    types: ['AWS::Timestream::Database', 'AWS::Timestream::ScheduledQuery', 'AWS::Timestream::Table'],
    closed: '2025-06-20',
    replacement: 'Timestream for InfluxDB',
  },
];
