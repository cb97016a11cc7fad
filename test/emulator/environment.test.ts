import { cdkEnvironment, emulatorEnvironment, endpointOf, shellVariables, withoutAws } from '../../emulator/environment';

const USER = {
  PATH: '/bin',
  HOME: '/home/user',
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  aws_session_token: 'real',
  AWS_ENDPOINT_URL_KMS: 'https://kms.example.com',
  BOTO_CONFIG: '/home/user/.boto',
  CDK_DEFAULT_ACCOUNT: '111122223333',
  MOTO_ACCOUNT_ID: '111122223333',
  FORCE_COLOR: '1',
  NO_PROXY: 'intranet.example.com',
};

describe('environments of children', () => {
  test('nothing of the user’s AWS environment is left', () => {
    expect(withoutAws(USER)).toEqual({ PATH: '/bin', HOME: '/home/user', FORCE_COLOR: '1', NO_PROXY: 'intranet.example.com' });
  });

  test('the CDK sees the emulator and made-up credentials, and no configuration file', () => {
    const env = cdkEnvironment(USER, endpointOf(4567), '/tmp/home');
    const aws = Object.fromEntries(Object.entries(env).filter(([name]) => /^aws/i.test(name)));
    expect(aws).toEqual({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4567',
      AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: 'https://s3.eu-west-1.amazonaws.com',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_SESSION_TOKEN: 'testing',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    expect(env).toMatchObject({
      CDK_HOME: '/tmp/home',
      CDK_DEFAULT_ACCOUNT: '123456789012',
      NO_PROXY: '127.0.0.1,localhost,intranet.example.com',
    });
    expect(env).not.toHaveProperty('FORCE_COLOR');
  });

  test.each([
    'https://cloudformation.eu-central-1.amazonaws.com',
    'http://localhost:4567',
    'https://127.0.0.1:4567',
    'http://127.0.0.1.example.com',
  ])('refuses the endpoint %s', (endpoint) => {
    expect(() => cdkEnvironment(USER, endpoint, '/tmp/home')).toThrow('only http://127.0.0.1 is ever deployed to');
  });

  test('another shell gets one account, one region, and no proxy before this machine', () => {
    const variables = shellVariables(USER, endpointOf(4567), '999988887777', 'cn-north-1');
    const regions = Object.entries(variables).filter(([name]) => name.endsWith('REGION'));
    expect(Object.fromEntries(regions)).toEqual({
      AWS_REGION: 'cn-north-1',
      AWS_DEFAULT_REGION: 'cn-north-1',
      CDK_DEFAULT_REGION: 'cn-north-1',
    });
    expect(variables).toMatchObject({
      CDK_DEFAULT_ACCOUNT: '999988887777',
      NO_PROXY: '127.0.0.1,localhost,intranet.example.com',
      no_proxy: '127.0.0.1,localhost,intranet.example.com',
    });
  });

  test('the emulator finds its package beside what the user’s Python finds', () => {
    expect(emulatorEnvironment(USER, '/package')).toEqual(expect.objectContaining({ PATH: '/bin', PYTHONPATH: '/package' }));
    expect(emulatorEnvironment({ ...USER, PYTHONPATH: '/own' }, '/package')).toMatchObject({ PYTHONPATH: '/package:/own' });
  });
});
