import { devNull } from 'node:os';
import { delimiter } from 'node:path';

/** The account that the emulator is, unless the stacks name another. */
export const EMULATOR_ACCOUNT = '123456789012';

/** The region of stacks that name none. */
export const EMULATOR_REGION = 'eu-west-1';

const LOOPBACK = '127.0.0.1';

type Variables = Readonly<Record<string, string>>;

/** Variables that could lead a child to a real account, or to another emulator's. */
const FOREIGN = /^(AWS|BOTO|MOTO|CDK_DEFAULT)_/i;

/** Where an emulator on this port listens: the address, not a name, which gives path-style requests to S3. */
export function endpointOf(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/** The user's environment without anything that names an AWS account, profile, credential or endpoint. */
export function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !FOREIGN.test(name)));
}

/** Variables that lead the AWS CLI, any AWS SDK and the CDK to the emulator, and nowhere else. */
function emulatorVariables(endpoint: string, account = EMULATOR_ACCOUNT, region = EMULATOR_REGION): Variables {
  assertLoopback(endpoint);
  return {
    AWS_ENDPOINT_URL: endpoint,
    // The CDK writes it into template URLs, which the emulator reads; nothing connects to it.
    AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: `https://s3.${region}.amazonaws.com`,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_SESSION_TOKEN: 'testing',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
  };
}

/** What another shell has to set, so that its AWS CLI, SDKs and CDK reach the emulator. `region` is the stacks'. */
export function shellVariables(user: NodeJS.ProcessEnv, endpoint: string, account: string, region: string): Variables {
  return { ...emulatorVariables(endpoint, account, region), ...directly(user) };
}

/** The environment of every CDK process of a run. `home` takes what the CDK would keep in the user's home. */
export function cdkEnvironment(user: NodeJS.ProcessEnv, endpoint: string, home: string, account?: string): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...rest } = withoutAws(user);
  return {
    ...rest,
    ...emulatorVariables(endpoint, account),
    ...directly(user),
    CDK_HOME: home,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
  };
}

/** The environment of the emulator's own process. */
export function emulatorEnvironment(user: NodeJS.ProcessEnv, pythonPath: string): NodeJS.ProcessEnv {
  return {
    ...withoutAws(user),
    ...directly(user),
    PYTHONPATH: [pythonPath, user['PYTHONPATH']].filter((path) => path).join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

/** No proxy stands between this machine and itself. */
function directly(user: NodeJS.ProcessEnv): Variables {
  const others = user['NO_PROXY'] ?? user['no_proxy'];
  const value = [LOOPBACK, 'localhost', others].filter((host) => host).join(',');
  return { NO_PROXY: value, no_proxy: value };
}

function assertLoopback(endpoint: string): void {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'http:' && hostname === LOOPBACK) return;
  throw new Error(`the emulator's endpoint is ${endpoint}; only http://${LOOPBACK} is ever deployed to`);
}
