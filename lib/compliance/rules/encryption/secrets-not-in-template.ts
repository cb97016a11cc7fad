import { Framework } from '../../citation';
import { credentialKindOf, mayBeCredential } from '../../facts/encryption/credential-name';
import { shown } from '../../facts/encryption/credential-shape';
import { CredentialSearch } from '../../facts/encryption/literal-credentials';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { isObject, type Resource } from '../../template/resource';
import { EVERY_TYPE, TEMPLATE_TYPE, type TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isTrue } from '../../template/values';

/**
 * No credential stands in a template: none as the value of a property or setting whose name is a credential's, none that is known by
 * its shape wherever it is, none as a parameter's default. References to secrets and parameters, and dynamic references
 * (`{{resolve:secretsmanager:...}}`), are what to write instead. A finding shows at most two characters of what it found.
 *
 * Not judged: values that only the deployment knows, for they are not in the template.
 */
export const secretsNotInTemplate: Rule = {
  id: 'SecretsNotInTemplate',
  severity: 'error',
  resourceTypes: [EVERY_TYPE, TEMPLATE_TYPE],
  why: 'A template is read by everyone who may see the stack, the repository and the build, and is kept for years.',
  fix: "Keep the credential in AWS Secrets Manager and refer to it ('{{resolve:secretsmanager:...}}', or 'Secret.secretValue' where it is used), and change it, for it is known now. If the value is only the name of a secret, let the setting's name say so: '..._NAME', '..._ARN'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['5.17'],
    [Framework.NIST80053]: ['IA-5', 'IA-5(7)'],
    [Framework.MLPS3]: ['8.1.4.8'],
  },
  exceptable: false,
  check: (resource, index) => {
    return violationsOrCompliant(resource.type === TEMPLATE_TYPE ? ofTemplate(resource, index) : ofResource(resource, index));
  },
};

function ofResource(resource: Resource, index: TemplateIndex): readonly Violation[] {
  const { type, properties, definition } = resource;
  const search = new CredentialSearch(resource, index);
  if (type === 'AWS::SSM::Parameter') addParameter(search, resource, index);
  if (type === 'AWS::AppConfig::HostedConfigurationVersion' && typeof properties['Content'] === 'string') {
    search.addPairs(properties['Content'], 'Properties.Content');
  }
  if (type === 'AWS::ApiGateway::ApiKey') search.addNamed('key', 'Value', properties['Value'], 'Properties.Value');
  search.walk(properties, 'Properties', type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource');
  search.walk(definition['Metadata'], 'Metadata');
  return search.credentials.map(({ location, what }) => ({ location, detail: what }));
}

/** A parameter's last name says what it is: `/prod/db/password`. */
function addParameter(search: CredentialSearch, parameter: Resource, index: TemplateIndex): void {
  const { Name: name, Value: value } = parameter.properties;
  for (const text of name === undefined ? [] : textsOf(index, parameter, name)) {
    const last = text.split('/').at(-1) ?? '';
    const kind = credentialKindOf(last);
    if (kind !== undefined) search.addNamed(kind, last, value, 'Properties.Value');
  }
}

function ofTemplate(template: Resource, index: TemplateIndex): readonly Violation[] {
  const search = new CredentialSearch(template, index);
  const { Parameters: parameters, Resources: _, ...rest } = template.definition;
  for (const [section, value] of Object.entries(rest)) search.walk(value, section);
  search.walk(parameters, 'Parameters');
  return [
    ...search.credentials.map(({ location, what }) => ({ location, detail: what })),
    ...Object.entries(isObject(parameters) ? parameters : {}).flatMap(([name, parameter]) => ofDefault(name, parameter)),
  ];
}

/** A default of AWS's own types is the name of something: of an SSM parameter, a key pair, a subnet. */
function ofDefault(name: string, parameter: unknown): readonly Violation[] {
  if (!isObject(parameter) || String(parameter['Type']).startsWith('AWS::')) return [];
  const value = String(parameter['Default'] ?? '');
  const kind = credentialKindOf(name) ?? (isTrue(parameter['NoEcho']) ? 'password' : undefined);
  if (kind === undefined || !mayBeCredential(kind, name, value)) return [];
  return [{ location: `Parameters.${name}.Default`, detail: `the parameter '${name}' has a literal default (${shown(value)})` }];
}
