/** Properties of CloudFormation, of whatever type, whose value is a credential. */
export const CREDENTIAL_PROPERTIES: ReadonlySet<string> = new Set([
  'AccessToken',
  'AdminPassword',
  'AdminUserPassword',
  'ApiKey',
  'ApiKeyValue',
  'AuthToken',
  'BasicAuthCredentials',
  'ClientSecret',
  'HECToken',
  'KeyPassphrase',
  'MasterPassword',
  'MasterUserPassword',
  'OAuthToken',
  'OauthToken',
  'Passphrase',
  'Password',
  'Passwords',
  'PreSharedKey',
  'PrivateKey',
  'RefreshToken',
  'SecretAccessKey',
  'SecretKey',
  'SecretString',
  'SecretToken',
  'SharedSecret',
]);

/** Properties under which names and values are free: environments of functions, tasks and builds, arguments of jobs. */
const SETTINGS: ReadonlySet<string> = new Set([
  'BuildArgs',
  'Configuration',
  'ConfigurationProperties',
  'ConnectionProperties',
  'DefaultArguments',
  'Env',
  'EnvironmentVariables',
  'OptionSettings',
  'ParameterOverrides',
  'ProviderDetails',
  'ProvisioningParameters',
  'RuntimeEnvironmentVariables',
  'StageVariables',
  'Variables',
]);
/** Types whose `Parameters` are free, too. A database's are not: `password_encryption` is a setting. */
const PARAMETERS_OF: readonly string[] = [
  'AWS::Batch::JobDefinition',
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
];

/** Whether the names under a property of a type are free. What CodeBuild calls the environment is the machine. */
export function isSettings(property: string, type: string): boolean {
  if (property === 'Environment') return type !== 'AWS::CodeBuild::Project';
  return property === 'Parameters' ? PARAMETERS_OF.includes(type) : SETTINGS.has(property);
}

/** Where an entry of a list has its name and its value. */
export const NAMES = ['Name', 'OptionName', 'ParameterKey', 'Key'];
export const VALUES = ['Value', 'ParameterValue'];

/** What CodeBuild reads at run time, by the type of a variable. */
export const READ_LATER = ['PARAMETER_STORE', 'SECRETS_MANAGER'];
