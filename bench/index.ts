import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers } from '../lib/handler-code';
import { addBaseline } from '../scripts/synthesize';
import { gated, stores, synthesizeAll } from './apps';
import { interleave, type Measurement, median, ratio } from './measure';

// `npm run bench`: prints each measurement beside its budget and writes bench/results.json. It judges nothing: ratios of one run
// on one machine, for a person to read.

process.env.CDK_VALIDATION = 'false';
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const root = join(__dirname, '..');

function synthesis(): Measurement[] {
  let resources = 0;
  const [bare = [], gate = []] = interleave(
    RUNS,
    () => {
      resources = synthesizeAll(addBaseline);
    },
    () => {
      synthesizeAll(gated(addBaseline));
    },
  );
  return [
    { what: 'resources of the example environments', value: resources, unit: '' },
    { what: 'synthesis, bare', value: median(bare), unit: 'ms' },
    { what: 'synthesis, gated', value: median(gate), unit: 'ms' },
    { what: 'synthesis, gated / bare', value: ratio(bare, gate), unit: 'x', budget: 2 },
  ];
}

/** The validator loads once a process, so each run is a process of its own. */
function validator(): Measurement[] {
  const out = mkdtempSync(join(tmpdir(), 'strongroom-bench-'));
  const synth = (on: boolean) => () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'bin', 'strongroom.ts')], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: out, CDK_VALIDATION: String(on), CDK_CONTEXT_JSON: JSON.stringify(context()) },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`synthesis failed:\n${stderr}`);
  };
  const [off = [], on = []] = interleave(Math.min(RUNS, 3), synth(false), synth(true));
  rmSync(out, { recursive: true, force: true });
  return [
    { what: 'the app as a process, validator off', value: median(off), unit: 'ms' },
    { what: 'the app as a process, validator on', value: median(on), unit: 'ms' },
    { what: 'the app as a process, validator on / off', value: ratio(off, on), unit: 'x' },
  ];
}

function bundling(): Measurement[] {
  const out = mkdtempSync(join(tmpdir(), 'strongroom-bench-'));
  const [times = []] = interleave(RUNS, () => bundleHandlers(out));
  const sizes = readdirSync(out).map((name) => ({
    what: `bundle of ${name}`,
    value: readdirSync(join(out, name)).reduce((sum, file) => sum + statSync(join(out, name, file)).size, 0) / 1024,
    unit: 'KB' as const,
    budget: 500,
  }));
  rmSync(out, { recursive: true, force: true });
  return [{ what: 'all handlers bundled', value: median(times), unit: 'ms', budget: 300 }, ...sizes];
}

function growth(): Measurement[] {
  const sizes = [10, 100, 1000];
  const resources = sizes.map((size) => synthesizeAll(stores(size)));
  const times = interleave(Math.min(RUNS, 3), ...sizes.map((size) => () => void synthesizeAll(gated(stores(size)))));
  const perResource = times.map((runs, i) => runs.map((time) => time / (resources[i] ?? Number.NaN)));
  const [small = [], middle = [], large = []] = perResource;
  return [
    ...sizes.map((size, i) => ({
      what: `gated synthesis of ${size} stores, a resource`,
      value: median(perResource[i] ?? []),
      unit: 'ms' as const,
    })),
    { what: 'time a resource, 1,000 stores / 10 stores', value: ratio(small, large), unit: 'x', budget: 1.2 },
    { what: 'time a resource, 1,000 stores / 100 stores', value: ratio(middle, large), unit: 'x', budget: 1.2 },
  ];
}

function context(): unknown {
  return { ...require('../cdk.json').context };
}

function main(): void {
  const measurements: Measurement[] = [];
  for (const part of [synthesis, validator, bundling, growth]) {
    process.stderr.write(`measuring ${part.name} ...\n`);
    measurements.push(...part());
  }
  const rows = measurements.map(({ what, value, unit, budget }) => ({
    what,
    value: `${value.toFixed(unit === 'x' ? 2 : unit === '' ? 0 : 1)} ${unit}`.trim(),
    budget: budget === undefined ? '' : `<= ${budget} ${unit}`,
    within: budget === undefined ? '' : value <= budget ? 'yes' : 'NO',
  }));
  console.table(rows);
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  writeFileSync(
    join(root, 'bench', 'results.json'),
    `${JSON.stringify({ date: new Date().toISOString(), machine, measurements }, null, 2)}\n`,
  );
  console.log('written to bench/results.json');
}

main();
