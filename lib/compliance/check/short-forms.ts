/** Functions that CloudFormation has a short form of: `!Sub` for `Fn::Sub`. Source: AWS CloudFormation's reference of intrinsic functions. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
]);

/** Functions that have no `Fn::` before their name. */
const PLAIN: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/**
 * The long form of a short one: `!GetAtt Orders.Arn` is `{ 'Fn::GetAtt': ['Orders', 'Arn'] }`.
 *
 * @param tag `!GetAtt`
 * @returns `undefined` for a tag that CloudFormation doesn't have
 */
export function longForm(tag: string, argument: unknown): Readonly<Record<string, unknown>> | undefined {
  const name = tag.slice(1);
  if (PLAIN.has(name)) return { [name]: argument };
  if (!FUNCTIONS.has(name)) return undefined;
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof argument === 'string' ? attribute(argument) : argument };
}

/** The name of a resource, and all the rest as the name of its attribute: `Outputs.Arn`. */
function attribute(argument: string): readonly string[] {
  const dot = argument.indexOf('.');
  return dot < 0 ? [argument] : [argument.slice(0, dot), argument.slice(dot + 1)];
}
