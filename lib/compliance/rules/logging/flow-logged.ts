import { Framework } from '../../citation';
import { COMPLIANT, type Rule, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, isAlways, read } from '../../template/values';

/** A flow log of a VPC records all its traffic: what was let through, and what was refused. */
export const flowLogged: Rule = {
  id: 'FlowLogged',
  severity: 'error',
  resourceTypes: ['AWS::EC2::VPC'],
  why: 'Without the flows of a network, nobody can tell where data went, or where an intruder came from.',
  fix: "Add 'new FlowLogs(this, 'FlowLogs', { vpc })', or an AWS::EC2::FlowLog with 'ResourceType' VPC, the VPC as 'ResourceId' and 'TrafficType' ALL; a SegmentedVpc has one.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)', '33(3)(a)'],
    [Framework.PIPL]: ['51(6)'],
    [Framework.ISO27001]: ['8.15', '8.16'],
    [Framework.NIST80053]: ['AU-12', 'SI-4'],
    [Framework.MLPS3]: ['8.1.3.5'],
  },
  exceptable: true,
  check: (vpc, index) => {
    const flowLogs = index.derive(flowLogsByVpc).get(vpc) ?? [];
    const partial = flowLogs.flatMap((flowLog) => {
      const whole = isAlways(index, flowLog, 'TrafficType', (value) => value === 'ALL');
      if (whole && existsWith(flowLog, vpc)) return [];
      const records = whole
        ? `is made under the condition '${flowLog.definition['Condition']}' only`
        : `records ${describe(read(index, flowLog, 'TrafficType'))}, not 'ALL'`;
      return [`'${flowLog.path}' ${records}`];
    });
    if (partial.length < flowLogs.length) return COMPLIANT;
    const detail =
      partial.length === 0 ? 'the VPC has no flow log' : `no flow log records all traffic of the VPC: ${partial.join('; ')}`;
    return violationsOrCompliant([{ detail }]);
  },
};

/** Flow logs of VPCs. One that may be another's is nobody's. */
function flowLogsByVpc(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index.ofType('AWS::EC2::FlowLog').flatMap((flowLog) => {
      if (!isAlways(index, flowLog, 'ResourceType', (value) => value === 'VPC')) return [];
      const [vpc, ...others] = read(index, flowLog, 'ResourceId');
      return vpc?.kind === 'resource' && others.length === 0 ? [[vpc.resource, flowLog] as const] : [];
    }),
  );
}
