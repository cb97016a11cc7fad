import { Framework } from '../../citation';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { isObject, type Resource } from '../../template/resource';
import { EVERY_TYPE, TEMPLATE_TYPE, type TemplateIndex } from '../../template/template-index';

/** Adds functions to the language, and no resource but by `Fn::ForEach`, which is refused where it stands. */
const HARMLESS_TRANSFORMS: readonly unknown[] = ['AWS::LanguageExtensions'];

/** Makes resources, or properties, that only the deployment sees. */
const MAKES_MORE = /^Fn::(Transform|ForEach)(::|$)/;

/** Types that deploy a template, which is never one of the app's. */
const DEPLOYS_ELSEWHERE: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::StackSet',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
]);

/**
 * Everything that will be deployed is in the templates that are judged: no transform, loop or module makes resources at the
 * deployment, and no stack deploys a template from elsewhere.
 *
 * What it doesn't know is what code does once it is deployed: a custom resource, a resource type of a third party.
 */
export const everythingJudged: Rule = {
  id: 'EverythingJudged',
  severity: 'error',
  resourceTypes: [TEMPLATE_TYPE, EVERY_TYPE],
  why: 'What appears only at the deployment has been judged by no rule of any pack.',
  fix: 'Write the resources out, as constructs or as plain resources of the template; make a nested stack by NestedStack, so that its template is part of the app.',
  cites: {
    [Framework.ISO27001]: ['5.9'],
    [Framework.NIST80053]: ['CM-8'],
  },
  exceptable: false,
  check: (resource, index) =>
    violationsOrCompliant(resource.type === TEMPLATE_TYPE ? ofTemplate(resource) : ofResource(resource, index)),
};

function ofTemplate({ definition }: Resource): Violation[] {
  const { Transform: transform, Resources: resources, ...rest } = definition;
  const transforms = [transform ?? []].flat().filter((name) => !HARMLESS_TRANSFORMS.includes(name));
  const entries = isObject(resources) ? Object.entries(resources) : [];
  return [
    ...transforms.map((name) => {
      return { location: 'Transform', detail: `the transform ${JSON.stringify(name)} makes resources at the deployment` };
    }),
    ...entries
      .filter(([, entry]) => !isObject(entry) || typeof entry['Type'] !== 'string')
      .map(([name]) => ({ location: `Resources.${name}`, detail: `'${name}' is no resource, but something that may make some` })),
    ...violationsIn(rest, ''),
  ];
}

function ofResource(resource: Resource, index: TemplateIndex): Violation[] {
  const { type, definition } = resource;
  if (type.endsWith('::MODULE')) {
    return [{ location: 'Type', detail: `the module '${type}' makes resources at the deployment` }];
  }
  if (DEPLOYS_ELSEWHERE.has(type) || (type === 'AWS::CloudFormation::Stack' && !index.deploysKnownTemplate(resource))) {
    return [{ location: 'Properties', detail: `the ${type} deploys a template that is not in the app` }];
  }
  return violationsIn(definition, '');
}

function violationsIn(value: unknown, at: string): Violation[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const location = at === '' ? key : `${at}.${key}`;
    return MAKES_MORE.test(key)
      ? [{ location, detail: `only the deployment knows what '${key}' makes in ${at || 'the template'}` }]
      : violationsIn(part, location);
  });
}
