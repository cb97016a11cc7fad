import { CfnClientVpnAuthorizationRule } from 'aws-cdk-lib/aws-ec2';
import { type Stack, Token } from 'aws-cdk-lib/core';
import { ClientVpn } from '../../../lib/network/remote-access/client-vpn';
import type { ClientVpnDeclaration, VpnPlace } from '../../../lib/network/remote-access/client-vpn-input';
import { validateClientVpn } from '../../../lib/network/remote-access/client-vpn-input';
import { SubnetTier } from '../../../lib/network/tiers/subnet-tier';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';
import { CLIENT_VPN, documentsOf, everyFinding, faultsOf, networkFor, textOf } from './support';

const PLAN = { application: '10.0.128.0/18', data: '10.0.32.0/19', management: '10.0.96.0/20' };

describe('a client VPN', () => {
  const stack = testStack();
  vpnIn(stack, {
    ...CLIENT_VPN,
    authorize: [
      { tier: SubnetTier.APPLICATION, groupId: 'operators', ports: [443, 8443] },
      { tier: SubnetTier.DATA, groupId: 'database-administrators', ports: [5432] },
      { tier: SubnetTier.APPLICATION, groupId: 'auditors' },
    ],
  });
  const [endpoint] = resourcesOf(stack, 'AWS::EC2::ClientVpnEndpoint');
  const [group] = resourcesOf(stack, 'AWS::EC2::SecurityGroup');
  const [logs] = resourcesOf(stack, 'AWS::Logs::LogGroup');

  test('demands a certificate and a sign-in, takes only what is for the network, ends sessions, and logs', () => {
    expect(endpoint?.path).toBe('Test/Vpn/Resource');
    expect(endpoint?.properties).toEqual({
      Description: 'By certificate and sign-in; second factor: idp/policies/second-factor-always',
      VpcId: 'vpc-0aaaaaaaaaaaaaaa0',
      SecurityGroupIds: [{ 'Fn::GetAtt': [group?.id, 'GroupId'] }],
      ClientCidrBlock: '172.20.0.0/20',
      ServerCertificateArn: CLIENT_VPN.serverCertificateArn,
      AuthenticationOptions: [
        {
          Type: 'certificate-authentication',
          MutualAuthentication: { ClientRootCertificateChainArn: CLIENT_VPN.clientCertificateArn },
        },
        { Type: 'federated-authentication', FederatedAuthentication: { SAMLProviderArn: CLIENT_VPN.samlProviderArn } },
      ],
      SplitTunnel: true,
      ClientRouteEnforcementOptions: { Enforced: true },
      SessionTimeoutHours: 8,
      DisconnectOnSessionTimeout: true,
      ClientLoginBannerOptions: {
        Enabled: true,
        BannerText: 'Access is for authorized persons only. Connections are logged and reviewed.',
      },
      ConnectionLogOptions: { Enabled: true, CloudwatchLogGroup: { Ref: logs?.id } },
      SelfServicePortal: 'disabled',
      TransportProtocol: 'udp',
      VpnPort: 443,
    });
  });

  test('keeps connections for a year, under the key for logs', () => {
    const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes('/KeyHierarchy/logs/'));
    expect(logs).toMatchObject({
      path: 'Test/Vpn/Connections/Resource',
      properties: { KmsKeyId: { 'Fn::GetAtt': [key?.id, 'Arn'] }, RetentionInDays: 365 },
    });
  });

  test('is in the management tier in every zone, and has no route but to the network', () => {
    expect(documentsOf(stack, 'AWS::EC2::ClientVpnTargetNetworkAssociation', 'AWS::EC2::ClientVpnRoute')).toEqual(
      ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'].map((SubnetId, zone) => ({
        path: `Test/Vpn/Zone${zone}`,
        type: 'AWS::EC2::ClientVpnTargetNetworkAssociation',
        properties: { ClientVpnEndpointId: { Ref: endpoint?.id }, SubnetId },
      })),
    );
  });

  test('lets each group reach its tier alone, one rule after the other', () => {
    const rules = resourcesOf(stack, 'AWS::EC2::ClientVpnAuthorizationRule');
    expect(rules.map(({ path, properties }) => ({ path, properties }))).toEqual(
      [
        ['application', 'operators', PLAN.application, 'The application tier'],
        ['data', 'database-administrators', PLAN.data, 'The data tier'],
        ['application', 'auditors', PLAN.application, 'The application tier'],
      ].map(([tier, AccessGroupId, TargetNetworkCidr, Description]) => ({
        path: `Test/Vpn/Authorize-${tier}-${AccessGroupId}`,
        properties: { ClientVpnEndpointId: { Ref: endpoint?.id }, AccessGroupId, TargetNetworkCidr, Description },
      })),
    );
    const raw = JSON.parse(textOf(stack)).Resources;
    expect(rules.map(({ id }) => raw[id].DependsOn)).toEqual([undefined, [rules[0]?.id], [rules[1]?.id]]);
  });

  test('takes nothing in, and lets out to the tiers at their ports alone', () => {
    expect(group?.properties).toEqual({
      GroupDescription: 'Client VPN: to the tiers that somebody is authorized for',
      VpcId: 'vpc-0aaaaaaaaaaaaaaa0',
      SecurityGroupEgress: [
        [PLAN.application, 443, 'The application tier'],
        [PLAN.application, 8443, 'The application tier'],
        [PLAN.data, 5432, 'The data tier'],
      ].map(([CidrIp, port, Description]) => ({ CidrIp, FromPort: port, ToPort: port, IpProtocol: 'tcp', Description })),
    });
    expect(documentsOf(stack, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });

  test('opens nothing to everybody', () => {
    expect(openRules(stack)).toEqual([]);
  });

  test('breaks no rule', () => {
    expect(everyFinding(stack)).toEqual([]);
  });
});

describe('what opens the VPN to everybody would be seen', () => {
  test.each([
    ['all groups', PLAN.application, { authorizeAllGroups: true }],
    ['the whole network', '10.0.0.0/16', { accessGroupId: 'operators' }],
    ['the internet', '0.0.0.0/0', { accessGroupId: 'operators' }],
  ])('%s', (_, targetNetworkCidr, whom) => {
    const stack = testStack();
    const vpn = vpnIn(stack, CLIENT_VPN);
    new CfnClientVpnAuthorizationRule(vpn, 'Wide', { clientVpnEndpointId: vpn.endpointId, targetNetworkCidr, ...whom });
    expect(openRules(stack)).toEqual(['Test/Vpn/Wide']);
  });
});

test('a group that loses its access leaves the others as they are: AWS refuses the same authorization twice', () => {
  const [operators, auditors] = ['operators', 'auditors'].map((groupId) => ({ tier: SubnetTier.APPLICATION, groupId }));
  const idOfAuditors = (authorize: ClientVpnDeclaration['authorize']) => {
    const stack = testStack();
    vpnIn(stack, { ...CLIENT_VPN, authorize });
    const rules = resourcesOf(stack, 'AWS::EC2::ClientVpnAuthorizationRule');
    return rules.find(({ properties }) => properties.AccessGroupId === 'auditors')?.id;
  };
  if (operators === undefined || auditors === undefined) throw new Error('no groups');
  expect(idOfAuditors([auditors])).toBe(idOfAuditors([operators, auditors]));
});

test('a group that only the deployment knows has its place for a name', () => {
  const stack = testStack();
  const groupId = Token.asString({ Ref: 'Group' });
  vpnIn(stack, { ...CLIENT_VPN, authorize: [{ tier: SubnetTier.DATA, groupId }] });
  expect(resourcesOf(stack, 'AWS::EC2::ClientVpnAuthorizationRule').map(({ path }) => path)).toEqual([
    'Test/Vpn/Authorize-data-1',
  ]);
});

test('a portal where people get the client, and a banner of their own', () => {
  const stack = testStack();
  const portal = 'arn:aws:iam::123456789012:saml-provider/portal';
  vpnIn(stack, { ...CLIENT_VPN, selfServiceSamlProviderArn: portal, banner: 'Nur für Befugte.' });
  const [endpoint] = resourcesOf(stack, 'AWS::EC2::ClientVpnEndpoint');
  expect(endpoint?.properties).toMatchObject({
    SelfServicePortal: 'enabled',
    ClientLoginBannerOptions: { Enabled: true, BannerText: 'Nur für Befugte.' },
  });
  expect(endpoint?.properties.AuthenticationOptions[1].FederatedAuthentication).toEqual({
    SAMLProviderArn: CLIENT_VPN.samlProviderArn,
    SelfServiceSAMLProviderArn: portal,
  });
});

describe('bad input', () => {
  test('is refused with every fault at once', () => {
    expect(
      faultsIn(
        {
          clientCidr: '10.0.0.0/8',
          serverCertificateArn: 'certificate',
          clientCertificateArn: 'arn:aws:iam::123456789012:server-certificate/x',
          samlProviderArn: 'arn:aws:iam::123456789012:role/x',
          selfServiceSamlProviderArn: '',
          secondFactor: '',
          banner: 'x'.repeat(1401),
          authorize: [
            { tier: SubnetTier.INGRESS, groupId: '*', ports: [] },
            { tier: SubnetTier.DATA, groupId: 'a', ports: [0] },
            { tier: SubnetTier.DATA, groupId: 'a' },
          ],
        },
        { networkCidr: '10.0.0.0/16' },
      ),
    ).toEqual([
      `clientCidr: got '10.0.0.0/8'; a prefix of /12 to /22: AWS takes no other`,
      `clientCidr: got '10.0.0.0/8'; a range apart from the network's, 10.0.0.0/16`,
      `serverCertificateArn: got 'certificate'; the ARN of a certificate in ACM`,
      `clientCertificateArn: got 'arn:aws:iam::123456789012:server-certificate/x'; the ARN of a certificate in ACM`,
      `samlProviderArn: got 'arn:aws:iam::123456789012:role/x'; the ARN of a SAML provider in IAM`,
      `selfServiceSamlProviderArn: got ''; the ARN of a SAML provider in IAM`,
      `secondFactor: got ''; the name of the identity provider's policy that demands a second factor: letters, digits, spaces and _.:/=+@-, 3 to 128`,
      `authorize[0].tier: got 'ingress'; one of application, data, management`,
      `authorize[0].groupId: got '*'; one group of the identity provider, never all`,
      'authorize[0].ports: got []; one to 5 TCP ports, 1 to 65535',
      'authorize[1].ports: got [0]; one to 5 TCP ports, 1 to 65535',
      `authorize[2]: got {"tier":"data","groupId":"a"}; each group once for a tier`,
      `banner: got '${'x'.repeat(1401)}'; a text of at most 1400 characters`,
    ]);
  });

  test.each([
    ['172.20.0.1/20', 'an IPv4 CIDR from its first address'],
    ['172.20.0.0', 'an IPv4 CIDR from its first address'],
    ['172.20.0.0/23', 'a prefix of /12 to /22'],
    ['8.8.0.0/16', 'a private or shared range'],
    ['10.0.0.0/20', 'a range apart from'],
    ['10.0.128.0/18', 'a range apart from'],
  ])('devices get no addresses of %s', (clientCidr, allowed) => {
    const faults = faultsIn({ ...CLIENT_VPN, clientCidr }, { networkCidr: '10.0.0.0/16' });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`clientCidr: got '${clientCidr}'; ${allowed}`);
  });

  test.each(['172.16.0.0/12', '100.64.0.0/22', '10.1.0.0/16'])('but may get those of %s', (clientCidr) => {
    expect(faultsIn({ ...CLIENT_VPN, clientCidr }, { networkCidr: '10.0.0.0/16' })).toEqual([]);
  });

  test('nobody authorized is nobody', () => {
    expect(faultsIn({ ...CLIENT_VPN, authorize: [] })).toEqual([
      'authorize: got []; a list: at least one group and the tier that it reaches',
    ]);
  });

  test('in China, which has none, it is refused, with what there is instead', () => {
    expect(faultsOf(() => vpnIn(testStack({ account: '123456789012', region: 'cn-north-1' }), CLIENT_VPN))).toEqual([
      `region: got 'cn-north-1'; a region that has AWS Client VPN; without it, people come in by sessions of Session Manager, through endpoints, each logged`,
    ]);
  });
});

function vpnIn(stack: Stack, declaration: ClientVpnDeclaration): ClientVpn {
  return new ClientVpn(stack, 'Vpn', { ...declaration, network: networkFor(stack) });
}

function faultsIn(declaration: ClientVpnDeclaration, place: VpnPlace = {}): string[] {
  return faultsOf(() => validateClientVpn('client VPN', declaration, place));
}

/** Authorizations that are not for one group and one tier. */
function openRules(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::EC2::ClientVpnAuthorizationRule')
    .filter(({ properties: { AuthorizeAllGroups, AccessGroupId, TargetNetworkCidr } }) => {
      return AuthorizeAllGroups !== undefined || !AccessGroupId || !Object.values(PLAN).includes(TargetNetworkCidr);
    })
    .map(({ path }) => path);
}
