import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretValue, type Stack } from 'aws-cdk-lib/core';
import { CustomerDataBucket } from '../../../../lib';
import { secretsNotInTemplate } from '../../../../lib/compliance/rules/encryption/secrets-not-in-template';
import { ENVIRONMENT } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { either, resource } from './fixtures';

/** Put together here, so that no scanner takes this file for a leak. */
const joined = (...parts: readonly string[]) => parts.join('');
const WORD = joined('correct', 'Horse', 'battery9');
const ACCESS_KEY = joined('AK', 'IA', 'QWERTYUIOPASDFGH');
const GITHUB = joined('gh', 'p_', 'a1B2c3D4e5'.repeat(4).slice(0, 36));
const SLACK = joined('xo', 'xb-', '1234567890-abcdef');
const PRIVATE_KEY = joined('-----BEGIN RSA PRIV', 'ATE KEY-----\n', 'MIIEpAIBAAKCAQEA7', '\n-----END');
const DATABASE = joined('postgres', '://shop:', WORD, '@db.example.org/shop');

const lambda = (Variables: unknown) => resource('AWS::Lambda::Function', { Environment: { Variables } });
const task = (Environment: unknown) =>
  resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'shop', Environment }] });
const database = (MasterUserPassword: unknown) => resource('AWS::RDS::DBInstance', { MasterUserPassword });
const parameter = (Name: string, Value: unknown) => resource('AWS::SSM::Parameter', { Type: 'String', Name, Value });
const DYNAMIC = '{{resolve:secretsmanager:prod/shop:SecretString:password}}';
const environment = (stack: Stack, variables: Record<string, string>) =>
  new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {};'),
    environment: variables,
  });
const template = (sections: object) => ({ sources: [{ name: 'Test', environment: ENVIRONMENT, template: sections }] });
const NAMED = /has a literal value \(co\.\.\.\)/;

export const CASES: RuleCases = {
  rule: secretsNotInTemplate,
  compliant: {
    'names of something about a credential': {
      resources: {
        Function: lambda({
          SECRET_NAME: 'shop',
          SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop',
          DB_SECRET: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop',
          TOKEN_TABLE: 'tokens',
          TOKEN_URL: 'https://login.example.org/token',
          ACCESS_TOKEN: 'https://login.example.org/token',
          KEY_ID: '1234abcd-12ab-34cd-56ef-1234567890ab',
          SIGNING_KEY: '1234abcd-12ab-34cd-56ef-1234567890ab',
          ENCRYPTION_KEY: 'alias/shop',
          PARTITION_KEY: 'customer',
          SORT_KEY: 'order',
          PASSWORD_POLICY: 'strong-one',
          PASSWORD_MIN_LENGTH: '14',
          MAX_TOKENS: '4096',
          TOKENIZER: 'words-and-more',
          COMPASS: 'northwest',
          BYPASS: 'northwest',
          PWD: '/srv/application',
          SECRETS_EXTENSION_HTTP_PORT: '2773',
          AUTH_TYPE: 'password-based',
          NEXT_PUBLIC_API_KEY: 'seen-by-every-browser',
          STRIPE_PUBLISHABLE_KEY: 'seen-by-every-browser',
        }),
      },
      at: ['Test/Function'],
    },
    'names of a credential, with a value that is none': {
      resources: {
        Function: lambda({
          ALLOW_EMPTY_PASSWORD: 'yes',
          USE_TOKEN: 'true',
          REQUIRE_PASSWORD: '1',
          DB_PASSWORD: '',
          SMTP_PASSWORD: '/run/secrets/smtp_password',
          API_SECRET: 'prod/shop/partner',
          CSRF_TOKEN: 'X-CSRF-Token',
          SHELL_TOKEN: '$TOKEN',
        }),
        Instances: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } }),
        Group: resource('AWS::RDS::DBParameterGroup', { Parameters: { password_encryption: 'scram-sha-256' } }),
        Pool: resource('AWS::Cognito::UserPool', { Policies: { PasswordPolicy: { MinimumLength: 14 } } }),
        Build: resource('AWS::CodeBuild::Project', {
          Environment: {
            Image: 'shop',
            RegistryCredential: { Credential: 'hub-of-images', CredentialProvider: 'SECRETS_MANAGER' },
            EnvironmentVariables: [
              { Name: 'NPM_TOKEN', Type: 'SECRETS_MANAGER', Value: 'build-npm' },
              { Name: 'API_TOKEN', Type: 'PARAMETER_STORE', Value: 'build-api' },
            ],
          },
        }),
        Custom: resource('Custom::Thing', { ServiceToken: 'arn:aws:lambda:eu-central-1:123456789012:function:thing' }),
        Plain: parameter('/shop/secret-arn', 'shop-and-more'),
      },
      at: ['Function', 'Instances', 'Group', 'Pool', 'Build', 'Custom', 'Plain'].map((id) => `Test/${id}`),
    },
    'references to where it is kept': {
      ...template({
        Parameters: { Given: { Type: 'String', NoEcho: true }, Host: { Type: 'String' } },
        Resources: {
          Secret: resource('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength: 32 } }),
          Whole: database(DYNAMIC),
          Given: database({ Ref: 'Given' }),
          Within: lambda({ DATABASE_URL: { 'Fn::Sub': `postgres://shop:${DYNAMIC}@\${Host}/shop` }, TOKEN: { Ref: 'Secret' } }),
          Secure: database('{{resolve:ssm-secure:/shop/password:1}}'),
          Task: task([{ Name: 'DB_PASSWORD', Value: { 'Fn::GetAtt': ['Secret', 'Id'] } }]),
          Text: resource('AWS::SecretsManager::Secret', {
            SecretString: { 'Fn::Sub': `{"username":"shop","password":"\${Given}"}` },
          }),
        },
      }),
      at: ['Test/Secret', 'Test/Whole', 'Test/Given', 'Test/Within', 'Test/Secure', 'Test/Task', 'Test/Text', 'Test'],
    },
    'parameters without a default, or with the name of one': {
      ...template({
        Parameters: {
          Password: { Type: 'String', NoEcho: true },
          Empty: { Type: 'String', NoEcho: true, Default: '' },
          ApiToken: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'shop-token' },
          Reference: { Type: 'String', NoEcho: 'true', Default: DYNAMIC },
          Name: { Type: 'String', Default: 'shop-and-more' },
        },
        Resources: {},
      }),
      at: ['Test'],
    },
    'code that reads a key, and addresses without a password': {
      resources: {
        Function: resource('AWS::Lambda::Function', {
          Code: { ZipFile: joined("key.replace('-----BEGIN PRIVATE", " KEY-----', '')") },
          Environment: {
            Variables: { A: 'https://example.org:443/path@2', B: 'ssh://git@example.org/shop', C: 'http://u:$PASS@host' },
          },
        }),
      },
      at: ['Test/Function'],
    },
    "the CDK's function that is given a secret's ARN, and our bucket": {
      build: (stack) => {
        environment(stack, { DB_SECRET: new Secret(stack, 'Secret').secretArn });
        new CustomerDataBucket(stack, 'Ours', { asset: personalAsset() });
      },
      at: ['Test/Function/Resource', 'Test/Ours/Resource/Resource', 'Test'],
    },
  },
  violations: {
    'in an environment, whatever the name is like': {
      resources: Object.fromEntries(
        [
          'DB_PASSWORD',
          'PGPASSWORD',
          'MYSQL_ROOT_PASSWORD',
          'DB_PASS',
          'DB_PWD',
          'dbPassword',
          'spring.datasource.password',
          'JWT_SECRET',
          'clientSecret',
          'GITHUB_TOKEN',
          'AUTHTOKEN',
          'API_KEY',
          'STRIPE_SECRET_KEY',
          'AWS_SECRET_ACCESS_KEY',
          'DB_PASSWORD_PROD',
          'API_TOKEN_1',
          'CREDENTIALS',
        ].map((name, position) => [`Function${position}`, lambda({ [name]: WORD })]),
      ),
      at: Object.fromEntries(Array.from({ length: 17 }, (_, position) => [`Test/Function${position}`, NAMED])),
    },
    'in the settings of other types': {
      resources: {
        Task: task([{ Name: 'DB_PASSWORD', Value: WORD }]),
        Job: resource('AWS::Batch::JobDefinition', {
          ContainerProperties: { Environment: [{ Name: 'API_TOKEN', Value: WORD }] },
        }),
        Build: resource('AWS::CodeBuild::Project', {
          Environment: { EnvironmentVariables: [{ Name: 'NPM_TOKEN', Type: 'PLAINTEXT', Value: WORD }] },
        }),
        Beanstalk: resource('AWS::ElasticBeanstalk::Environment', {
          OptionSettings: [{ Namespace: 'aws:rds', OptionName: 'DBPassword', Value: WORD }],
        }),
        Glue: resource('AWS::Glue::Connection', { ConnectionInput: { ConnectionProperties: { PASSWORD: WORD } } }),
        Nested: resource('AWS::CloudFormation::Stack', { Parameters: { DbPassword: WORD } }),
        Idp: resource('AWS::Cognito::UserPoolIdentityProvider', { ProviderDetails: { client_secret: WORD } }),
        Custom: resource('Custom::Thing', { AdminToken: WORD }),
        Parameter: parameter('/prod/shop/db-password', WORD),
        Config: resource('AWS::AppConfig::HostedConfigurationVersion', { Content: `{"db":{"password":"${WORD}"}}` }),
        ApiKey: resource('AWS::ApiGateway::ApiKey', { Value: WORD }),
      },
      at: Object.fromEntries(
        ['Task', 'Job', 'Build', 'Beanstalk', 'Glue', 'Nested', 'Idp', 'Custom', 'Parameter', 'Config', 'ApiKey'].map((id) => [
          `Test/${id}`,
          NAMED,
        ]),
      ),
    },
    "in properties that are a credential's": {
      resources: {
        Database: database(WORD),
        Weak: database('changeme'),
        Number: database(12345678),
        Secret: resource('AWS::SecretsManager::Secret', { SecretString: WORD }),
        Broker: resource('AWS::AmazonMQ::Broker', { Users: [{ Username: 'shop', Password: WORD }] }),
        User: resource('AWS::ElastiCache::User', { Passwords: [WORD] }),
        Cache: resource('AWS::ElastiCache::ReplicationGroup', { AuthToken: WORD }),
        Guessable: database({ 'Fn::Sub': `Shop-pass-\${AWS::StackName}` }),
        Part: resource('AWS::SecretsManager::Secret', {
          SecretString: { 'Fn::Sub': `{"host":"\${Db.Endpoint}","password":"${WORD}"}` },
        }),
      },
      at: {
        'Test/Database': /'MasterUserPassword' has a literal value \(co\.\.\.\)/,
        'Test/Weak': /'MasterUserPassword'/,
        'Test/Number': /'MasterUserPassword'/,
        'Test/Secret': NAMED,
        'Test/Broker': NAMED,
        'Test/User': NAMED,
        'Test/Cache': NAMED,
        'Test/Guessable': /'MasterUserPassword'/,
        'Test/Part': /'password' has a literal value/,
      },
    },
    'by its shape, anywhere': {
      resources: {
        Access: lambda({ WHATEVER: ACCESS_KEY }),
        Split: lambda({ WHATEVER: { 'Fn::Join': ['', [ACCESS_KEY.slice(0, 6), ACCESS_KEY.slice(6)]] } }),
        Code: resource('AWS::Lambda::Function', { Code: { ZipFile: `const t = '${GITHUB}';` } }),
        Topic: resource('AWS::SNS::Topic', { DisplayName: SLACK }),
        Certificate: resource('AWS::IAM::ServerCertificate', { PrivateKey: PRIVATE_KEY }),
        Url: lambda({ DATABASE: DATABASE }),
        Host: lambda({ DATABASE: { 'Fn::Sub': `postgres://shop:${WORD}@\${Db.Endpoint}/shop` } }),
        Data: resource('AWS::EC2::Instance', {
          UserData: { 'Fn::Base64': { 'Fn::Sub': `export T=${GITHUB} # \${AWS::Region}` } },
        }),
        Encoded: resource('AWS::EC2::Instance', { UserData: Buffer.from(`export T=${GITHUB}`).toString('base64') }),
        Init: resource('AWS::EC2::Instance', {}, { Metadata: { 'AWS::CloudFormation::Init': { content: ACCESS_KEY } } }),
      },
      at: {
        'Test/Access': /an AWS access key in it \(AK\.\.\.\)/,
        'Test/Split': /an AWS access key/,
        'Test/Code': /a GitHub token/,
        'Test/Topic': /a Slack token/,
        'Test/Certificate': /'PrivateKey' has a literal value/,
        'Test/Url': /an address with a password/,
        'Test/Host': /an address with a password/,
        'Test/Data': /a GitHub token/,
        'Test/Encoded': /a GitHub token/,
        'Test/Init': /an AWS access key/,
      },
    },
    'by a condition, and by a map': {
      ...template({
        Mappings: { Stage: { prod: { Password: WORD } } },
        Resources: {
          Condition: database(either(WORD, DYNAMIC)),
          Map: database({ 'Fn::FindInMap': ['Stage', 'prod', 'Password'] }),
          Settings: lambda(either({ DB_PASSWORD: WORD }, { Ref: 'AWS::NoValue' })),
        },
      }),
      at: { 'Test/Condition': NAMED, 'Test/Map': NAMED, 'Test/Settings': NAMED, Test: NAMED },
    },
    "as a parameter's default, in an output": {
      ...template({
        Parameters: {
          Hidden: { Type: 'String', NoEcho: true, Default: WORD },
          DbPassword: { Type: 'String', Default: WORD },
        },
        Outputs: { Address: { Value: DATABASE } },
        Resources: {},
      }),
      at: {
        Test: [/'Hidden' has a literal default \(co\.\.\.\)/, /'DbPassword' has a literal default/, /an address with a password/],
      },
    },
    "the CDK's function with a literal, and a secret of one": {
      build: (stack) => {
        environment(stack, { DB_PASSWORD: WORD });
        new Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText(WORD) });
      },
      at: { 'Test/Function/Resource': NAMED, 'Test/Secret/Resource': NAMED },
    },
  },
  notApplicable: {
    'an app without resources': { resources: {}, at: [] },
  },
};
