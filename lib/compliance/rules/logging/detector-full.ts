import { Feature, isAvailableIn } from '../../../availability';
import { Framework } from '../../citation';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import type { Resource } from '../../template/resource';
import { sureObjects } from '../../template/sure-objects';
import { ENVIRONMENT_TYPE, type TemplateIndex } from '../../template/template-index';
import { describe, elements, isAlways, isTrue, read, readFrom } from '../../template/values';

const DETECTOR = 'AWS::GuardDuty::Detector';

interface ProtectionPlan {
  /** Names of features of a detector, one of which is enough. */
  readonly names: readonly string[];
  /** Resources that it watches. */
  readonly types: readonly string[];
  /** Where a detector says it in the older way. */
  readonly dataSource?: string;
  /** What a partition may lack. */
  readonly feature?: Feature;
  /** Whether a detector that says nothing of it has it off. */
  readonly offByDefault?: true;
}

const INSTANCES = ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup'];

const PLANS: readonly ProtectionPlan[] = [
  { names: ['S3_DATA_EVENTS'], types: ['AWS::S3::Bucket'], dataSource: 'S3Logs.Enable' },
  { names: ['EKS_AUDIT_LOGS'], types: ['AWS::EKS::Cluster'], dataSource: 'Kubernetes.AuditLogs.Enable' },
  {
    names: ['EBS_MALWARE_PROTECTION'],
    types: INSTANCES,
    dataSource: 'MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes',
    feature: Feature.GUARDDUTY_EBS_MALWARE_PROTECTION,
  },
  {
    names: ['RDS_LOGIN_EVENTS'],
    types: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
    feature: Feature.GUARDDUTY_RDS_LOGIN_EVENTS,
  },
  { names: ['LAMBDA_NETWORK_LOGS'], types: ['AWS::Lambda::Function'], feature: Feature.GUARDDUTY_LAMBDA_NETWORK_LOGS },
  {
    names: ['RUNTIME_MONITORING'],
    types: [...INSTANCES, 'AWS::ECS::Service'],
    feature: Feature.GUARDDUTY_RUNTIME_MONITORING,
    offByDefault: true,
  },
  {
    names: ['RUNTIME_MONITORING', 'EKS_RUNTIME_MONITORING'],
    types: ['AWS::EKS::Cluster'],
    feature: Feature.GUARDDUTY_RUNTIME_MONITORING,
    offByDefault: true,
  },
];

/**
 * Every region in which data about persons stands has a GuardDuty detector, on, with the protection plans for what runs there. A new
 * detector has every plan but runtime monitoring, unless it says otherwise; plans that a partition lacks are not asked for.
 * Sources: "CreateDetector", "DetectorFeatureConfiguration".
 */
export const detectorFull: Rule = {
  id: 'DetectorFull',
  severity: 'error',
  resourceTypes: [DETECTOR, ENVIRONMENT_TYPE],
  why: 'A breach that nobody detects goes on, and the 72 hours to notify it pass unused.',
  fix: "Make a ThreatDetection, or a detector with 'Enable' true and the named plans in 'Features' with the status ENABLED.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '33(1)'],
    [Framework.PIPL]: ['51(6)', '57'],
    [Framework.ISO27001]: ['8.7', '8.16'],
    [Framework.NIST80053]: ['SI-4'],
    [Framework.MLPS3]: ['8.1.3.3', '8.1.4.4', '8.1.4.5'],
  },
  exceptable: true,
  accountWide: true,
  check: (resource, index) => {
    if (!holdsPersonalData(resource, index)) return NOT_APPLICABLE;
    if (resource.type === DETECTOR) return violationsOrCompliant(lacksOf(resource, index));
    if (index.inEnvironmentOf(resource, DETECTOR).length > 0) return COMPLIANT;
    return violationsOrCompliant([{ detail: 'data about persons stands in this region, and no GuardDuty detector watches it' }]);
  },
};

function lacksOf(detector: Resource, index: TemplateIndex): Violation[] {
  const { region } = index.environmentOf(detector);
  const off = PLANS.flatMap((plan): Violation[] => {
    if (plan.feature !== undefined && !isAvailableIn(region, plan.feature)) return [];
    const [used] = index.inEnvironmentOf(detector, ...plan.types);
    if (used === undefined || isOn(plan, detector, index)) return [];
    const names = plan.names.join(' or ');
    return [
      { location: 'Properties.Features', detail: `the detector does not surely have ${names} on, and '${used.path}' is there` },
    ];
  });
  const enable = read(index, detector, 'Enable');
  return [
    ...(isAlways(index, detector, 'Enable', isTrue)
      ? []
      : [{ location: 'Properties.Enable', detail: `the detector is not on: 'Enable' is ${describe(enable)}` }]),
    ...(existsWith(detector)
      ? []
      : [{ detail: `the detector is made under the condition '${detector.definition['Condition']}' only` }]),
    ...new Map(off.map((violation) => [violation.detail, violation])).values(),
  ];
}

function isOn({ names, dataSource, offByDefault }: ProtectionPlan, detector: Resource, index: TemplateIndex): boolean {
  const isNamed = (feature: unknown) =>
    readFrom(index, detector, feature, 'Name').some((name) => name.kind !== 'literal' || names.includes(String(name.value)));
  const isEnabled = (feature: unknown) =>
    readFrom(index, detector, feature, 'Status').every((status) => status.kind === 'literal' && status.value === 'ENABLED');
  const mayBeOff = elements(index, detector, 'Features').some((feature) => {
    return feature.kind !== 'literal' || (isNamed(feature.value) && !isEnabled(feature.value));
  });
  const surelyOn = (sureObjects(index, detector, detector.properties, 'Features') ?? []).some((feature) => {
    return isNamed(feature) && isEnabled(feature);
  });
  if (offByDefault) return surelyOn;
  const inOldWay =
    dataSource === undefined || isAlways(index, detector, `DataSources.${dataSource}`, (on) => on === undefined || isTrue(on));
  return !mayBeOff && (surelyOn || inOldWay);
}
