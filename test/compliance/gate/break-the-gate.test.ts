import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// `npx cdk synth` itself, over the deployable app with one thing broken. No stack is named, as in CI: the CLI alone would look at
// none, because they all stand in a stage.

const ROOT = join(__dirname, '..', '..', '..');
const OUT = mkdtempSync(join(tmpdir(), 'strongroom-broken-'));
afterAll(() => rmSync(OUT, { recursive: true, force: true }));

function synth(
  broken: string,
  app = 'test/compliance/gate/fixture/broken-baseline.ts',
): { status: number | null; blocks: string[]; output: string } {
  const { NODE_ENV, ...shell } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
      ...['synth', '--quiet', '--output', join(OUT, broken), '--app', `node --import tsx ${app}`],
    ],
    { cwd: ROOT, encoding: 'utf8', env: { ...shell, BREAK: broken, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' } },
  );
  const output = `${stdout}${stderr}`;
  return { status, output, blocks: output.split('\n\n') };
}

describe('npx cdk synth', () => {
  test('of the baseline as it is exits with 0', () => {
    const { status, output } = synth('nothing');
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('Successfully synthesized') });
  }, 120_000);

  test.each([
    {
      broken: 'encryption',
      path: 'dev/Data-orders/Invoices/Resource/Resource',
      rule: 'NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS',
      source: 'lib/data/customer-data-bucket.ts',
      says: /encrypt[\s\S]*Fix: Change what the rule names, or make the bucket a CustomerDataBucket/,
    },
    {
      broken: 'tag',
      path: 'dev/Data-orders/Orders/Resource/Resource',
      rule: 'Strongroom::CustomerDataDeclared',
      source: 'lib/data/customer-data-table.ts',
      says: /no tag 'strongroom:asset'[\s\S]*GDPR Art\. 30[\s\S]*Fix: Declare what the store holds/,
    },
    {
      broken: 'route',
      path: 'dev/Network/WayOut',
      rule: 'Strongroom::NoWayOut',
      source: 'test/compliance/gate/fixture/broken-baseline.ts',
      says: /from the data subnet 'dev\/Network\/Network\/Resource\/dataSubnet1\/Subnet'[\s\S]*GDPR Art\. 32[\s\S]*Fix: Remove the route/,
    },
  ])(
    'with $broken broken exits with 1, naming path, source line, rule and cure',
    ({ broken, path, rule, source, says }) => {
      const { status, blocks, output } = synth(broken);
      expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining('The gate found') });
      const block = blocks.find((text) => text.includes(`   ${path}\n`) && text.includes(`   Rule: ${rule}`)) ?? '';
      expect(block).toMatch(new RegExp(`^\\s*${source.replaceAll('.', '\\.')}:\\d+:\\d+\n`));
      expect(block).toMatch(says);
    },
    120_000,
  );

  test("says of README's example what README says", () => {
    const [, quoted] = /^```text\n(examples\/shop\.ts:[\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    if (quoted === undefined) throw new Error('README.md quotes no finding of examples/shop.ts');
    const { status, output } = synth('readme', 'examples/shop.ts');
    const words = (text: string) => text.split(/\s+/).join(' ').trim();
    expect({ status, output: words(output) }).toEqual({ status: 1, output: expect.stringContaining(words(quoted)) });
    expect(output).toContain('The gate found 11 violations.');
  }, 120_000);
});
