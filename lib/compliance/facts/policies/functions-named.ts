import { namedBy } from '../../template/named';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';

const FUNCTION = 'AWS::Lambda::Function';
/** What stands for a function: a name for one of its versions, and a version. */
const OF_FUNCTION = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];
/** An alias is of a function: more is a circle. */
const DEEPEST = 2;

/** The functions that a property names: by reference, name or ARN, or by an alias or a version of theirs. */
export function functionsNamed(from: Resource, path: string, index: TemplateIndex, depth = 0): readonly Resource[] {
  return namedBy(index, from, read(index, from, path), [FUNCTION, ...OF_FUNCTION]).flatMap((named) => {
    if (named.kind !== 'resource') return [];
    if (named.resource.type === FUNCTION) return [named.resource];
    return depth === DEEPEST ? [] : functionsNamed(named.resource, 'FunctionName', index, depth + 1);
  });
}
