import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { EMULATOR_REGION } from '../../emulator/environment';
import { DEPLOYMENT_TIMEOUT, Suite, type SynthesizedApp } from './support/suite';

describe('a deployment that must fail', () => {
  let suite: Suite;
  let app: SynthesizedApp;

  beforeAll(async () => {
    // The validator would refuse these templates before anything is deployed.
    suite = await Suite.start({ CDK_VALIDATION: 'false' });
    app = await suite.synth('failing-app');
    await suite.cli.bootstrap(app.stacks);
  }, DEPLOYMENT_TIMEOUT);

  afterAll(() => suite?.stop());

  const deploy = (name: string) => suite.deploy({ ...app, stacks: app.stacks.filter((stack) => stack.name === name) });

  const statusOf = async (name: string) => {
    const { Stacks = [] } = await suite
      .clients(EMULATOR_REGION)
      .cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0]?.StackStatus;
  };

  test(
    'gives the reason of the service, and rolls back what it had made',
    async () => {
      await expect(deploy('Broken')).rejects.toMatchObject({
        name: 'CommandFailure',
        exitCode: 1,
        message: expect.stringMatching(/Broken\/Policy[\s\S]*MalformedPolicy/),
      });
      expect(await statusOf('Broken')).toBe('ROLLBACK_COMPLETE');
      const { Topics = [] } = await suite.clients(EMULATOR_REGION).sns.send(new ListTopicsCommand({}));
      expect(Topics).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'names a resource type that is not emulated',
    async () => {
      await expect(deploy('Unknown')).rejects.toMatchObject({
        exitCode: 1,
        message: expect.stringContaining('AWS::Nowhere::Thing'),
      });
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'names a property that nothing would act on',
    async () => {
      await expect(deploy('Property')).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining('Shine') });
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'shows no stack trace of the CLI',
    async () => {
      await expect(deploy('Unknown')).rejects.toMatchObject({ message: expect.not.stringMatching(/^\s+at .+:\d+:\d+/m) });
    },
    DEPLOYMENT_TIMEOUT,
  );
});
