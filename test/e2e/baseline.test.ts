import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSecurityGroupRulesCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DeleteRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { readBack, WITHOUT_READABLE_API } from './readers';
import { decide, executions, find, listen } from './support/breach-clock';
import type { Clients } from './support/clients';
import { DeployedApp, type DeployedResource } from './support/deployed-app';
import { inventory, keysOnRecord } from './support/inventory';
import { metric, runCheck, subscribe } from './support/key-check';
import { DEPLOYMENT_TIMEOUT, eventually, Suite, type SynthesizedApp } from './support/suite';

// One story in order: each test finds what the one before it left.
describe('the disposable environment of the deployable app', () => {
  let suite: Suite;
  let app: SynthesizedApp;
  let clients: Clients;
  let before: ReadonlySet<string>;
  let resources: readonly DeployedResource[];

  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string, path: RegExp) => {
    const found = ofType(type).filter((resource) => path.test(resource.path));
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type} match ${path}`);
    return found[0];
  };

  beforeAll(async () => {
    suite = await Suite.start();
    app = await suite.synth();
    clients = suite.clients(app.stacks[0]?.region ?? '');
    await suite.cli.bootstrap(app.stacks);
    before = await inventory(clients);
    await suite.deploy(app);
    resources = await DeployedApp.read(suite.emulator.endpoint, app.stacks);
  }, DEPLOYMENT_TIMEOUT);

  afterAll(() => suite?.stop());

  test('every property that a template sets is what the service tells', async () => {
    const faults = await Promise.all(resources.map((resource) => readBack(resource, resources)));
    expect(faults.flat()).toEqual([]);
  }, 120_000);

  test('no type is excused from being read back that is not deployed', () => {
    const deployed = new Set(resources.map(({ type }) => type));
    expect(Object.keys(WITHOUT_READABLE_API).filter((type) => !deployed.has(type))).toEqual([]);
  });

  test('the emulator says of every resource how real it is', async () => {
    const names = new Set(app.stacks.map(({ name }) => name));
    const levels = (await suite.emulator.resources()).filter(({ stack }) => names.has(stack));
    expect(levels.map(({ stack, logicalId }) => `${stack}.${logicalId}`).sort()).toEqual(
      resources.map(({ stack, logicalId }) => `${stack}.${logicalId}`).sort(),
    );
    const inert = new Set(levels.filter(({ level }) => level === 'inert').map(({ type }) => type));
    expect([...inert].filter((type) => !(type in WITHOUT_READABLE_API))).toEqual([]);
  });

  test('the default security group lets nothing in or out', async () => {
    const vpcs = ofType('AWS::EC2::VPC').map(({ physicalId }) => physicalId);
    const Filters = [
      { Name: 'vpc-id', Values: vpcs },
      { Name: 'group-name', Values: ['default'] },
    ];
    const { SecurityGroups = [] } = await clients.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups).toHaveLength(vpcs.length);
    const groups = SecurityGroups.map(({ GroupId = '' }) => GroupId);
    const { SecurityGroupRules } = await clients.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: groups }] }),
    );
    expect(SecurityGroupRules).toEqual([]);
  });

  test('the key check finds every key as it was declared', async () => {
    const check = one('AWS::Lambda::Function', /KeyCheck\/Function/);
    expect(await runCheck(clients, check.physicalId)).toEqual({ checked: ofType('AWS::KMS::Key').length, findings: 0 });
    expect(await metric(clients, 'KeyFindings', 'dev')).toBe(0);
  }, 60_000);

  test('a disabled key: the scheduled check sends the finding to the bus, the metric and the log', async () => {
    const check = one('AWS::Lambda::Function', /KeyCheck\/Function/);
    const bus = one('AWS::Events::EventBus', /KeyCheck\/Bus/).physicalId;
    const key = one('AWS::KMS::Key', /Hierarchy\/personal\//i);
    const finding = await subscribe(clients, bus);
    await clients.kms.send(new DisableKeyCommand({ KeyId: key.physicalId }));

    const { physicalId: rule } = one('AWS::Events::Rule', /KeyCheck\/Schedule/);
    await suite.emulator.ask('/strongroom/fire', { method: 'POST', body: JSON.stringify({ rule }) });

    expect(await finding()).toMatchObject({
      source: 'strongroom.keys',
      'detail-type': 'Key Check Finding',
      detail: { environment: 'dev', rule: 'disabled', severity: 'HIGH', got: 'Disabled', declared: 'Enabled' },
    });
    expect(await eventually('the metric', async () => (await metric(clients, 'KeyFindings', 'dev')) || undefined)).toBe(1);
    const { LogGroup } = Object(check.properties['LoggingConfig']);
    const { events = [] } = await clients.logs.send(new FilterLogEventsCommand({ logGroupName: LogGroup }));
    expect(events.map(({ message = '' }) => message).filter((message) => message.includes('key differs'))).toHaveLength(1);

    await clients.kms.send(new EnableKeyCommand({ KeyId: key.physicalId }));
    expect(await runCheck(clients, check.physicalId)).toMatchObject({ findings: 0 });
    await unsubscribe(clients, bus);
  }, 60_000);

  test('a severe finding: the breach clock tells the topic at once, runs once a finding, and stops when it is decided', async () => {
    const intake = one('AWS::StepFunctions::StateMachine', /BreachClock\/Intake/).physicalId;
    const clock = one('AWS::StepFunctions::StateMachine', /BreachClock\/Clock/).physicalId;
    const topic = await listen(clients, one('AWS::SNS::Topic', /Alarms/).physicalId);
    await find(clients, 'finding-low', 6.9);
    await find(clients, 'finding-one', 8);

    const notice = await topic.notice('A finding may be a personal data breach');
    expect(notice).toMatch(
      /within 72 hours \(GDPR Art\. 33\(1\)\).*type Exfiltration:S3\/AnomalousBehavior, severity 8(\.0)?,.*id finding-one\./,
    );
    expect(notice).not.toContain('mary');

    await find(clients, 'finding-one', 8.5);
    const done = await eventually('both intakes', async () => {
      const found = (await executions(clients, intake)).filter(({ status }) => status !== 'RUNNING');
      return found.length >= 2 ? found : undefined;
    });
    expect(done.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const [running, ...others] = await executions(clients, clock);
    expect({ ...running, others }).toMatchObject({ name: 'finding-one', status: 'RUNNING', others: [] });

    await decide(clients, running?.executionArn ?? '');
    expect(await executions(clients, clock)).toMatchObject([{ status: 'ABORTED' }]);
    await topic.stop();
  }, 60_000);

  test(
    'a deployment of the same changes nothing',
    async () => {
      expect(await suite.cli.diff(app.assembly, app.stacks)).toBeUndefined();
      expect(await suite.recorded(() => suite.deploy(app))).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'a changed retention updates its stack in place: nothing is recreated, nothing else is touched',
    async () => {
      const changed = await suite.synth('changed-app');
      expect(await suite.cli.diff(changed.assembly, changed.stacks)).toMatch(/400/);
      const done = await suite.recorded(() => suite.deploy(changed));
      expect(new Set(done.map(({ operation, stack }) => `${operation} ${stack}`))).toEqual(
        new Set(['update strongroom-dev-audit']),
      );
      expect(await suite.cli.diff(changed.assembly, changed.stacks)).toBeUndefined();
      const now = await DeployedApp.read(suite.emulator.endpoint, changed.stacks);
      expect(now.map(({ physicalId }) => physicalId).sort()).toEqual(resources.map(({ physicalId }) => physicalId).sort());
      expect((await Promise.all(now.map((resource) => readBack(resource, now)))).flat()).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );

  test(
    'destroyed, it leaves nothing but keys that wait 30 days for their deletion',
    async () => {
      const keys = new Set(ofType('AWS::KMS::Key').map(({ physicalId }) => physicalId));
      await suite.cli.destroy(app.assembly, app.stacks);
      const left = [...(await inventory(clients))].filter((name) => !before.has(name) && !MADE_BY_LAMBDA.test(name));
      expect(left).toEqual([]);
      const ours = (await keysOnRecord(clients)).filter(({ id }) => keys.has(id));
      expect(ours).toHaveLength(keys.size);
      expect(ours.filter(({ state, pendingDays }) => state !== 'PendingDeletion' || pendingDays !== 30)).toEqual([]);
    },
    DEPLOYMENT_TIMEOUT,
  );
});

// Lambda makes the log group of a function that has none of its own, here those of CDK's custom resources; no stack owns it, on AWS too.
const MADE_BY_LAMBDA = /^log group \/aws\/lambda\/.*Custom(S3AutoDelete|VpcRestrict)/;

async function unsubscribe({ events, sqs }: Clients, bus: string): Promise<void> {
  const rule = { Name: 'findings-of-the-test', EventBusName: bus };
  await events.send(new RemoveTargetsCommand({ Rule: rule.Name, EventBusName: bus, Ids: ['queue'] }));
  await events.send(new DeleteRuleCommand(rule));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'findings-of-the-test' }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
}
