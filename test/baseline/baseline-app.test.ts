import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTEXT } from '../support/app';

// The deployable app as a process, as the CLI starts it.

const ROOT = join(__dirname, '..', '..');
const out = mkdtempSync(join(tmpdir(), 'strongroom-app-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function run(fault: string): { status: number | null; stderr: string; folder: string } {
  const { NODE_ENV, ...shell } = process.env;
  const folder = join(out, fault);
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'test/baseline/fixture/app.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...shell, FAULT: fault, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(CONTEXT) },
  });
  return { status, stderr, folder };
}

describe('the deployable app', () => {
  test('synthesizes, and says in one line what the gate judged', () => {
    const { status, stderr } = run('none');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(
        /^Gate: \d+ resources under Strongroom, AwsSolutions, NIST\.800\.53\.R5 \(CloudFormation Validate is off\): 0 findings, \d+ warnings?, \d+ exceptions in force .*\n$/,
      ),
    });
  }, 60_000);

  test.each([
    [
      'region',
      /environments\[0]\.region: got 'eu-centrl-1'; a region's code, such as 'eu-central-1'; did you mean 'eu-central-1'/,
    ],
    [
      'residency',
      /environments\[0]\.assets\[0]\.residency: got \["eu-central-1","eu-west-1"]; must contain the environment's region 'eu-west-3'/,
    ],
    ['owner', /environments\[0]\.assets\[0]\.owner: got nothing; the team or role that answers for the data/],
    ['network', /environments\[0]\.network\.cidr: got '8\.8\.8\.0\/24'; /],
  ])(
    'with a fault in its %s exits with 2, names the property and the cure, shows no stack trace, and leaves nothing',
    (fault, says) => {
      const { status, stderr, folder } = run(fault);
      expect(status).toBe(2);
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(manifests(folder)).toEqual([]);
    },
    60_000,
  );
});

function manifests(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name === 'manifest.json');
  } catch {
    return [];
  }
}
