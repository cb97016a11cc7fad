/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A resource as its template has it, after every override. */
export interface Resource {
  /** Name of the template: the stack's construct path, or a file's name. */
  readonly template: string;
  readonly logicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly type: string;
  readonly properties: JsonObject;
  /** The whole of it: `DeletionPolicy`, `Condition`, `Metadata`, ... */
  readonly definition: JsonObject;
  /** Where a report says it is: the construct path; `template/logicalId` where there is no construct. */
  readonly path: string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that an object has itself: a name such as `constructor` is a template's to give. */
export function own(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Whether a value is CloudFormation's for "as if the property were not there". */
export function isNoValue(value: unknown): boolean {
  const call = intrinsic(value);
  return call?.name === 'Ref' && call.argument === 'AWS::NoValue';
}

/** The function of an intrinsic (`Ref`, `Fn::GetAtt`) and its argument; `undefined` for a plain value. */
export function intrinsic(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')))
    return undefined;
  return { name, argument: value[name] };
}
