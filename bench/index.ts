import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers } from '../lib/handler-code';
import { addBaseline, addGate } from '../scripts/synthesize';
import { gated, type Judging, services, stores, synthesizeAll } from './apps';
import { interleave, type Measurement, median, ratio } from './measure';

// `npm run bench`, or `npm run bench -- rules` for a part: prints each measurement beside its budget and writes bench/results.json. It judges nothing: ratios of one run
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
      synthesizeAll((app) => {
        addGate(app);
        addBaseline(app);
      });
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

/** What rules cost, by the size of an app that has findings: without packs, with Strongroom's, with cdk-nag's two. */
function rules(): Measurement[] {
  const sizes = [100, 1_000, 10_000];
  const judgings: readonly Judging[] = ['bare', 'own', 'nag', 'both'];
  const each = sizes.map((size) => {
    const count = Math.round(size / RESOURCES_A_SERVICE);
    const resources = synthesizeAll(services(count, 'bare'));
    const runs = size > 1_000 ? Math.min(RUNS, 2) : RUNS;
    const times = interleave(runs, ...judgings.map((judging) => () => quietly(() => synthesizeAll(services(count, judging)))));
    const [bare = 0, own = 0, nag = 0, both = 0] = times.map((run) => (1_000 * median(run)) / resources);
    return { resources, bare, own, nag, both };
  });
  const [small, middle, large] = each;
  if (!small || !middle || !large) throw new Error('no sizes');
  return [
    ...each.flatMap(({ resources, bare, own, nag, both }) => [
      { what: `1,000 resources of ${resources}, no packs`, value: bare, unit: 'ms' as const },
      { what: `1,000 resources of ${resources}, Strongroom's rules add`, value: own - bare, unit: 'ms' as const },
      { what: `1,000 resources of ${resources}, cdk-nag's two packs add`, value: nag - bare, unit: 'ms' as const },
      { what: `1,000 resources of ${resources}, the gate with all packs`, value: both, unit: 'ms' as const },
    ]),
    {
      what: `rules: time a resource, ${large.resources} / ${small.resources}`,
      value: large.both / small.both,
      unit: 'x',
      budget: 1.2,
    },
    {
      what: `rules: time a resource, ${large.resources} / ${middle.resources}`,
      value: large.both / middle.both,
      unit: 'x',
      budget: 1.2,
    },
    {
      what: `Strongroom's rules / cdk-nag's two packs, at ${large.resources}`,
      value: (large.own - large.bare) / (large.nag - large.bare),
      unit: 'x',
      budget: 1,
    },
  ];
}

const RESOURCES_A_SERVICE = 11;

/** Findings are told on standard error, and fail the synthesis: neither is what is measured. */
function quietly<T>(act: () => T): T | undefined {
  const { error } = console;
  console.error = () => {};
  try {
    return act();
  } catch (thrown) {
    if (!String(thrown).includes('Validation')) throw thrown;
    return undefined;
  } finally {
    console.error = error;
  }
}

function context(): unknown {
  return { ...require('../cdk.json').context };
}

const PARTS = { synthesis, validator, bundling, growth, rules };

function main(names: readonly string[]): void {
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
    process.exit(2);
  }
  const measurements: Measurement[] = [];
  for (const part of Object.values(PARTS)) {
    if (names.length > 0 && !names.includes(part.name)) continue;
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

main(process.argv.slice(2));
