import type { SynthesizedStack } from '../../emulator/assembly';
import { DeploymentProgress, type StackProgress } from '../../emulator/progress';

const stack = (path: string, name: string, resources: number): SynthesizedStack => ({
  path,
  name,
  account: '123456789012',
  region: 'eu-central-1',
  qualifier: undefined,
  dependencies: [],
  template: {
    Resources: {
      ...Object.fromEntries(Array.from({ length: resources }, (_, i) => [`R${i}`, { Type: 'AWS::SNS::Topic' }])),
      CDKMetadata: { Type: 'AWS::CDK::Metadata' },
    },
  },
});

const KEYS = stack('dev/Keys', 'strongroom-dev-keys', 2);
const DATA = stack('dev/Data', 'dev-Data', 3);

// Lines as cdk 2.1148.1 prints them.
const LINES = `
strongroom-dev-keys: start: Building strongroom-dev-keys Template
dev/Keys (strongroom-dev-keys): deploying... [1/2]
strongroom-dev-keys: creating stack...
strongroom-dev-keys |   0 | 11:51:04 AM | CREATE_IN_PROGRESS      | AWS::KMS::Key              | dev/Keys/Key (Key961B73FD)
strongroom-dev-keys |  1/3 | 11:51:04 AM | CREATE_COMPLETE         | AWS::KMS::Key              | dev/Keys/Key (Key961B73FD)
strongroom-dev-keys |   2 | 11:51:04 AM | CREATE_COMPLETE         | AWS::CDK::Metadata         | dev/Keys/CDKMetadata/Default (CDKMetadata)
strongroom-dev-keys |   3 | 11:51:04 AM | CREATE_COMPLETE         | AWS::KMS::Alias            | dev/Keys/Alias (Alias3D62CC34)
strongroom-dev-keys |   4 | 11:51:04 AM | CREATE_COMPLETE         | AWS::CloudFormation::Stack | strongroom-dev-keys

 ✅  dev/Keys (strongroom-dev-keys)

✨  Deployment time: 0.13s
dev/Data (dev-Data): deploying... [2/2]
dev-Data |   1 | 11:51:04 AM | UPDATE_COMPLETE         | AWS::S3::Bucket             | dev/Data/B (B08E7C7AF)
`.split('\n');

describe('the progress of a deployment', () => {
  let now: number;
  let changes: StackProgress[];
  let progress: DeploymentProgress;

  beforeEach(() => {
    now = 0;
    changes = [];
    progress = new DeploymentProgress(
      [KEYS, DATA],
      (change) => changes.push(change),
      () => now,
    );
  });

  const read = (...lines: readonly string[]) => {
    for (const line of lines) {
      now += 1000;
      progress.read(line);
    }
  };

  test('counts resources that are done, not the stack itself nor the CDK’s metadata, and the time since its start', () => {
    read(...LINES);
    expect(changes.map(({ stack: { path }, state, done, total }) => `${path} ${state} ${done}/${total}`)).toEqual([
      'dev/Keys deploying 0/2',
      'dev/Keys deploying 1/2',
      'dev/Keys deploying 2/2',
      'dev/Keys deployed 2/2',
      'dev/Data deploying 0/3',
      'dev/Data deploying 1/3',
    ]);
    expect(progress.of(KEYS)?.seconds).toBe(8);
  });

  test('a stack without changes has all of its resources', () => {
    read('dev/Data (dev-Data): deploying... [1/1]', ' ✅  dev/Data (dev-Data) (no changes)');
    expect(progress.of(DATA)).toMatchObject({ state: 'deployed', done: 3 });
  });

  test('a stack whose name is its path has no name in brackets', () => {
    const plain = stack('Plain', 'Plain', 1);
    progress = new DeploymentProgress([plain]);
    read('Plain: deploying... [1/1]', ' ✅  Plain');
    expect(progress.of(plain)).toMatchObject({ state: 'deployed' });
  });

  test('a failure is told by the stack’s name', () => {
    read('dev/Data (dev-Data): deploying... [1/1]', '❌  dev-Data failed to deploy');
    expect(progress.of(DATA)).toMatchObject({ state: 'failed', done: 0 });
  });

  test('settles when the stack is done, and when no line comes any more', async () => {
    const settled: string[] = [];
    const waits = [KEYS, DATA].map((each) => progress.settled(each).then(() => settled.push(each.path)));
    read(...LINES);
    await waits[0];
    expect(settled).toEqual(['dev/Keys']);
    progress.close();
    await Promise.all(waits);
    expect(settled).toEqual(['dev/Keys', 'dev/Data']);
  });

  test('lines of other stacks and other tools are not its own', () => {
    read(
      'CDKToolkit |  1/15 | 11:50:59 AM | CREATE_COMPLETE | AWS::S3::Bucket | StagingBucket',
      'a | b | c',
      '✅  Environment aws://1/x bootstrapped.',
    );
    expect(changes).toEqual([]);
  });
});
