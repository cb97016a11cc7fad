/** What to do about a finding of a pack that names no cure: the construct that has the control, by what the rule is about. */
const CURES: readonly (readonly [RegExp, string])[] = [
  [/-S3[A-Z]|-S\d+$/, 'make the bucket a CustomerDataBucket, which does this'],
  [/DynamoDB|-DDB\d+$/, 'make the table a CustomerDataTable, which does this'],
  [/VPC|EC2|-EC2\d+$/, 'place it in a SegmentedVpc, which does this'],
  [/KMS|-KMS\d+$/, 'take the key from KeyHierarchy.of(scope), which does this'],
  [/CloudTrail/, 'use AuditTrail, which does this'],
  [/SNS|-SNS\d+$/, 'send alarms to AlarmTopic.of(scope), which does this'],
  [/EventBusDLQ/, 'give the target to AlarmTopic.of(scope).deadLetters.keep, which does this'],
  [/IAM|-IAM\d+$/, 'name actions and resources one by one'],
];

/**
 * The cure of a finding whose pack names none.
 *
 * @param rule the rule's id, qualified by its pack
 */
export function cureOf(rule: string): string {
  const own = CURES.find(([about]) => about.test(rule.replace(/^.*::/, '').replace(/\[.*$/s, '')))?.[1];
  const change = `Change what the rule names${own === undefined ? '' : `, or ${own}`}.`;
  return `${change} Where the rule is wrong for this resource: except(construct, { rule: '${rule}', reason, owner, expires }).`;
}
