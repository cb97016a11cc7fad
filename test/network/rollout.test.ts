import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { Framework } from '../../lib/compliance/citation';
import { Gate } from '../../lib/compliance/gate/gate';
import { InvalidInputError } from '../../lib/errors';
import { DnsFirewall } from '../../lib/network/dns/dns-firewall';
import { EgressFirewall } from '../../lib/network/firewall/egress-firewall';
import { exceptWatching, type Rollout } from '../../lib/network/rollout';
import { ENVIRONMENT, testApp, testStack } from '../support/app';

const ROLLOUT: Rollout = {
  reason: 'We look at what the firewalls would refuse, before they do.',
  owner: 'shop-team',
  expires: '2027-01-31',
  ticket: 'NET-7',
};

/** What the gate says of the firewalls on a day: what it found, and the exceptions in force. */
function judged(day: string, watching?: Rollout) {
  const app = testApp();
  const gate = Gate.of(app).enforce({ frameworks: [Framework.GDPR] }, () => new Date(`${day}T12:00:00Z`));
  const stack = new Stack(app, 'Test', { env: ENVIRONMENT });
  const vpc = vpcIn(stack);
  new DnsFirewall(stack, 'Dns', { vpc, ...(watching && { watching }) });
  new EgressFirewall(stack, 'Egress', {
    vpc,
    subnets: vpc.publicSubnets,
    clients: ['10.0.0.0/20'],
    allowedDomains: ['example.com'],
    ...(watching && { watching }),
  });
  const message = messageOf(() => app.synth());
  const findings = gate.summary?.findings.map(({ rule, path }) => `${rule} at ${path}`) ?? [];
  const ofFirewalls = (text: string) => /FirewallsBlock|ExceptionExpired|ExceptionStale/.test(text);
  return { message, findings: findings.filter(ofFirewalls), exceptions: gate.summary?.exceptions ?? [] };
}

function vpcIn(stack: Stack): IVpc {
  return new Vpc(stack, 'Vpc', { availabilityZones: ['eu-central-1a'] }) as IVpc;
}

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return String(error);
  }
}

test('firewalls that block need no exception', () => {
  const { findings, exceptions } = judged('2027-01-15');
  expect(findings).toEqual([]);
  expect(exceptions.filter(({ rule }) => rule.endsWith('FirewallsBlock'))).toEqual([]);
});

test('firewalls that watch pass the gate throughout the last day of their rollout, as exceptions', () => {
  const { findings, exceptions } = judged('2027-01-31', ROLLOUT);
  expect(findings).toEqual([]);
  expect(exceptions.filter(({ rule }) => rule.endsWith('FirewallsBlock'))).toEqual([
    { ...ROLLOUT, rule: 'Strongroom::FirewallsBlock', path: 'Test/Dns/Resource', findings: expect.any(Number) },
    { ...ROLLOUT, rule: 'Strongroom::FirewallsBlock', path: 'Test/Egress/Policy', findings: expect.any(Number) },
  ]);
});

test('a day later the gate fails, and says whose they are', () => {
  const { message, findings } = judged('2027-02-01', ROLLOUT);
  expect(findings).toEqual([
    'Strongroom-Gate::ExceptionExpired at Test/Dns/Resource',
    'Strongroom-Gate::ExceptionExpired at Test/Egress/Policy',
  ]);
  expect(message).toContain(
    "The exception to 'Strongroom::FirewallsBlock' of shop-team expired on 2027-01-31, and today is 2027-02-01",
  );
});

test('a rollout of what blocks is stale', () => {
  const app = testApp();
  const gate = Gate.of(app).enforce({ frameworks: [Framework.GDPR] }, () => new Date('2027-01-15T12:00:00Z'));
  const stack = new Stack(app, 'Test', { env: ENVIRONMENT });
  const firewall = new DnsFirewall(stack, 'Dns', { vpc: vpcIn(stack) });
  exceptWatching(firewall, ROLLOUT);
  expect(messageOf(() => app.synth())).toContain('matches no finding any more');
  expect(gate.summary?.findings.map(({ rule }) => rule)).toContain('Strongroom-Gate::ExceptionStale');
});

test('a rollout says why, whose it is and until when, or every fault is named at once', () => {
  const stack = testStack();
  const vpc = vpcIn(stack);
  const watching = { reason: 'soon', owner: ' ', expires: '2027-02-30' };
  expect(messageOf(() => new DnsFirewall(stack, 'Dns', { vpc, watching }))).toMatch(/reason: .*\n.*owner: .*\n.*expires: /);
  expect(() => new DnsFirewall(stack, 'Other', { vpc, watching })).toThrow(InvalidInputError);
});
