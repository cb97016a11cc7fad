import { Framework } from '../../citation';
import { QUESTIONS, type Question } from '../../facts/lifecycle/instance-settings';
import { launchedBy } from '../../facts/lifecycle/launched-by';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/**
 * Instances answer for their metadata only to who holds a token (IMDSv2), have no public address, and encrypt their volumes; so do
 * launch templates and launch configurations.
 *
 * What neither an instance nor its launch template says is decided by the image, by the subnet or by a default of the account:
 * none of them is in a template, and so it is a violation. Whether a launch template's instances get public addresses is for the
 * subnets of the group that launches them, and is judged there.
 */
export const instancesHardened: Rule = {
  id: 'InstancesHardened',
  severity: 'error',
  resourceTypes: ['AWS::AutoScaling::LaunchConfiguration', GROUP, 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate'],
  why: 'Through a metadata service without tokens a forged request reads the credentials of the instance; a public address invites such requests; and an unencrypted volume can be read from a copy.',
  fix: "Say it in the launch template or the instance: MetadataOptions.HttpTokens 'required', AssociatePublicIpAddress false in NetworkInterfaces, and BlockDeviceMappings with Ebs.Encrypted true for the root volume.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.9'],
    [Framework.NIST80053]: ['CM-6'],
    [Framework.MLPS3]: ['8.1.4.4'],
  },
  exceptable: true,
  check: (resource, index) => {
    const sources = launchedBy(resource, index);
    if (resource.type === GROUP && sources.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant(QUESTIONS.flatMap((question) => ask(question, resource, sources, index)));
  },
};

/** The answer of what is launched from counts only where the resource itself gives none. */
function ask(
  question: Question,
  resource: Resource,
  sources: readonly (Resource | 'elsewhere')[],
  index: TemplateIndex,
): Violation[] {
  const own = question.of(resource, index);
  if (own !== undefined) return own.map(({ path, detail }) => ({ location: `Properties.${path}`, detail }));
  if (sources.includes('elsewhere')) {
    return [{ detail: `it is launched from a template that is not in the app, so that nobody knows ${question.about}` }];
  }
  const launched = sources.flatMap((source) => (source === 'elsewhere' ? [] : [question.of(source, index)]));
  if (launched.length > 0 && launched.every((answer) => answer !== undefined)) return [];
  return question
    .unsaid(resource, index, launched.length > 0)
    .map(({ path, detail }) => ({ location: `Properties.${path}`, detail }));
}
