import type { Stack } from 'aws-cdk-lib/core';
import { FaultCollector } from '../../../lib/errors';
import { Existing } from '../../../lib/existing';
import {
  checkRemoteAccess,
  RemoteAccess,
  type RemoteAccessDeclaration,
  type RemoteAccessPlace,
} from '../../../lib/network/remote-access/remote-access';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';
import { CLIENT_VPN, everyFinding, faultsOf, networkFor, VERIFIED_ACCESS } from './support';

const ALL: RemoteAccessDeclaration = {
  verifiedAccess: VERIFIED_ACCESS,
  clientVpn: CLIENT_VPN,
  sessionManager: { runAs: 'operator' },
};

describe('remote access', () => {
  test('is by sessions alone, where nothing is asked for', () => {
    const stack = testStack();
    const remote = remoteIn(stack);
    expect([remote.verifiedAccess, remote.clientVpn]).toEqual([undefined, undefined]);
    expect(countsOf(stack)).toEqual({
      'AWS::IAM::InstanceProfile': 1,
      'AWS::IAM::ManagedPolicy': 1,
      'AWS::IAM::Role': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::SSM::Document': 1,
    });
  });

  test('has the ways in that are asked for, no host and no open port', () => {
    const stack = testStack();
    const remote = remoteIn(stack, ALL);
    expect(remote.verifiedAccess?.node.path).toBe('Test/Remote/VerifiedAccess');
    expect(remote.clientVpn?.node.path).toBe('Test/Remote/ClientVpn');
    expect(countsOf(stack)).toEqual({
      'AWS::EC2::ClientVpnAuthorizationRule': 1,
      'AWS::EC2::ClientVpnEndpoint': 1,
      'AWS::EC2::ClientVpnTargetNetworkAssociation': 2,
      'AWS::EC2::SecurityGroup': 1,
      'AWS::EC2::VerifiedAccessGroup': 1,
      'AWS::EC2::VerifiedAccessInstance': 1,
      'AWS::EC2::VerifiedAccessTrustProvider': 1,
      'AWS::IAM::InstanceProfile': 1,
      'AWS::IAM::ManagedPolicy': 1,
      'AWS::IAM::Role': 1,
      'AWS::Logs::LogGroup': 3,
      'AWS::Logs::ResourcePolicy': 1,
      'AWS::SSM::Document': 1,
    });
    expect(everyFinding(stack)).toEqual([]);
  });

  test('leaves out preferences of sessions that somebody else sets', () => {
    const stack = testStack();
    new RemoteAccess(stack, 'Remote', { network: networkFor(stack), existingSessionPreferences: Existing.inAccount() });
    expect(countsOf(stack)).toEqual({ 'AWS::IAM::InstanceProfile': 1, 'AWS::IAM::ManagedPolicy': 1, 'AWS::IAM::Role': 1 });
  });

  test('in China, is by sessions', () => {
    const stack = testStack({ account: '123456789012', region: 'cn-north-1' });
    remoteIn(stack, { sessionManager: {} });
    expect(countsOf(stack)).toMatchObject({ 'AWS::SSM::Document': 1 });
    expect(everyFinding(stack)).toEqual([]);
  });

  test('names every fault of every way in at once', () => {
    expect(
      faultsOf(() =>
        remoteIn(testStack({ account: '123456789012', region: 'cn-north-1' }), {
          verifiedAccess: { ...VERIFIED_ACCESS, rules: [] },
          clientVpn: { ...CLIENT_VPN, clientCidr: '10.0.0.0/20' },
          sessionManager: { runAs: 'root' },
        }),
      ),
    ).toEqual([
      `verifiedAccess: got 'AWS Verified Access in cn-north-1'; ${INSTEAD}`,
      'verifiedAccess.rules: got []; a list: at least one rule: without any, nobody is let in',
      `clientVpn: got 'AWS Client VPN in cn-north-1'; ${INSTEAD}`,
      `clientVpn.clientCidr: got '10.0.0.0/20'; a range apart from the network's, 10.0.0.0/16`,
      `sessionManager.runAs: got 'root'; an account of the operating system, never root: lower-case letters, digits, '_' and '-', at most 32`,
    ]);
  });
});

describe('a declaration', () => {
  test('without faults has none', () => {
    expect(faultsIn(ALL, { region: 'eu-central-1', networkCidr: '10.0.0.0/16' })).toEqual([]);
    expect(faultsIn({})).toEqual([]);
  });

  test('has its faults where it stands', () => {
    expect(faultsIn({ sessionManager: { runAs: 'root' } })[0]).toMatch(
      /^environments\[0]\.remoteAccess\.sessionManager\.runAs: /,
    );
    expect(faultsIn(ALL, { region: 'eu-west-3' })).toEqual([
      `environments[0].remoteAccess.verifiedAccess: got 'AWS Verified Access in eu-west-3'; ${INSTEAD}`,
    ]);
  });
});

const INSTEAD = 'left out: the region has none; people come in by sessions of Session Manager, through endpoints, each logged';

function remoteIn(stack: Stack, declaration: RemoteAccessDeclaration = {}): RemoteAccess {
  return new RemoteAccess(stack, 'Remote', { ...declaration, network: networkFor(stack) });
}

function faultsIn(declaration: RemoteAccessDeclaration, place?: RemoteAccessPlace): string[] {
  const faults = new FaultCollector('environments');
  checkRemoteAccess(faults, 'environments[0].remoteAccess', declaration, place);
  return faultsOf(() => faults.throwIfAny());
}

/** How many of each type a stack has, but for its keys. */
function countsOf(stack: Stack): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of resourcesOf(stack)) {
    if (!/^AWS::(KMS::|SSM::Parameter)/.test(type)) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}
