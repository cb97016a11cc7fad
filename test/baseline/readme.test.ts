import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { environments } from '../../bin/environments';
import { CustomerDataBaseline, type EnvironmentDeclaration, Gate, type ParsedEnvironment, parseEnvironments } from '../../lib';
import { RULES } from '../../lib/compliance/rules';
import { testApp } from '../support/app';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

test("README's network is one that an environment may have, and passes the gate", () => {
  const [, example] = /^```ts\n(network: \{[\s\S]*?)^```$/m.exec(README) ?? [];
  if (example === undefined) throw new Error('README.md has no network in a ts block');
  const declared: Partial<EnvironmentDeclaration> = runInNewContext(`({ ${example} })`);
  const [, prod] = environments;
  if (prod === undefined) throw new Error('no prod');
  const app = testApp();
  const gate = Gate.of(app).enforce();
  // Of another realm, arrays are none by `instanceof`, which is not what is asked here.
  const [environment] = parseEnvironments([{ ...prod, ...structuredClone(declared) }]) as [ParsedEnvironment];
  const stage = new CustomerDataBaseline(app, 'prod', environment);
  app.synth();
  expect(gate.summary?.findings).toEqual([]);
  expect(stage.network.tiers).toContain('management');
  expect(stage.node.findAll().map(({ node }) => node.id)).toContain('VerifiedAccess');
});

test('README counts the rules as they are', () => {
  const counts = [...README.matchAll(/\b(\d+) rules (?:of Strongroom|by topic|add)/g)].map(([, count]) => Number(count));
  expect(counts.length).toBeGreaterThan(1);
  expect(new Set(counts)).toEqual(new Set([RULES.length]));
});
