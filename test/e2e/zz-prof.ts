import { Suite } from './support/suite';
import { DeployedApp } from './support/deployed-app';
import { readBack } from './readers';
import { networkOfService } from './support/network/from-service';
import { networkOfTemplate } from './support/network/from-template';
async function main() {
  const suite = await Suite.start();
  try {
  const app = await suite.synth('../zz-a');
  await suite.cli.bootstrap(app.stacks);
  await suite.deploy(app);
  const r = await DeployedApp.read(suite.emulator.endpoint, app.stacks);
  console.log(r.length, (await Promise.all(r.map((x) => readBack(x, r)))).flat());
  const vpc = r.find((x) => x.type === 'AWS::EC2::VPC')?.physicalId ?? '';
  // from minimal to regulated in place, and back
  for (const fixture of ['network-app', '../zz-a']) {
  const next = await suite.synth(fixture);
  const done = await suite.recorded(() => suite.deploy(next));
  const ops = new Map<string, number>();
  for (const d of done) ops.set(d.operation + ' ' + d.type, (ops.get(d.operation + ' ' + d.type) ?? 0) + 1);
  console.log(fixture, [...ops].map(([k, v]) => v + ' ' + k).join('; '));
  const n = await DeployedApp.read(suite.emulator.endpoint, next.stacks);
  const c = [...(await networkOfService(suite.clients('eu-central-1').ec2, vpc))].sort();
  const d = [...(await networkOfTemplate(n))].sort();
  console.log(c.length, c.filter((x)=>!d.includes(x)), d.filter((x)=>!c.includes(x)));
  console.log((await Promise.all(n.map((x) => readBack(x, n)))).flat());
  }
  await suite.cli.destroy(app.assembly, app.stacks);
  } finally { await suite.stop(); }
}
main().catch((e) => console.log(e));
