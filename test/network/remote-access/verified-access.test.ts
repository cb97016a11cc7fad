import { CfnVerifiedAccessTrustProvider, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { accessPolicy } from '../../../lib/network/remote-access/access-policy';
import { VerifiedAccess, type VerifiedAccessDeclaration } from '../../../lib/network/remote-access/verified-access';
import { VerifiedAccessEndpoint, type VerifiedAccessTarget } from '../../../lib/network/remote-access/verified-access-endpoint';
import { Profile, provideProfile } from '../../../lib/profile';
import { ENVIRONMENT, testApp, testStack } from '../../support/app';
import { resourcesOf } from '../support';
import { documentsOf, everyFinding, faultsOf, networkFor, OIDC, RULE, textOf, VERIFIED_ACCESS } from './support';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/33333333-3333-3333-3333-333333333333';
const LOAD_BALANCER = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/wiki/0123456789abcdef';
const SUBNETS = ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'];

describe('Verified Access', () => {
  const stack = testStack();
  const access = new VerifiedAccess(stack, 'Access', {
    ...VERIFIED_ACCESS,
    device: { kind: 'crowdstrike', tenantId: 'tenant', publicSigningKeyUrl: 'https://keys.example.com/device' },
    network: networkFor(stack),
  });
  const encryption = { CustomerManagedKeyEnabled: true, KmsKeyArn: keyOf(stack, 'secrets') };

  test('asks the provider who a person is, and another what state the device is in, both under a key of its own', () => {
    expect(documentsOf(stack, 'AWS::EC2::VerifiedAccessTrustProvider')).toEqual([
      {
        path: 'Test/Access/UserTrust',
        type: 'AWS::EC2::VerifiedAccessTrustProvider',
        properties: {
          Description: 'Who a person is',
          TrustProviderType: 'user',
          UserTrustProviderType: 'oidc',
          PolicyReferenceName: 'idp',
          SseSpecification: encryption,
          OidcOptions: {
            Issuer: 'https://login.example.com',
            AuthorizationEndpoint: 'https://login.example.com/authorize',
            TokenEndpoint: 'https://login.example.com/token',
            UserInfoEndpoint: 'https://login.example.com/userinfo',
            ClientId: 'strongroom',
            ClientSecret: '{{resolve:secretsmanager:remote-access/oidc:SecretString:::}}',
            Scope: 'openid email groups',
          },
        },
      },
      {
        path: 'Test/Access/DeviceTrust',
        type: 'AWS::EC2::VerifiedAccessTrustProvider',
        properties: {
          Description: 'What state a device is in',
          TrustProviderType: 'device',
          DeviceTrustProviderType: 'crowdstrike',
          PolicyReferenceName: 'device',
          SseSpecification: encryption,
          DeviceOptions: { TenantId: 'tenant', PublicSigningKeyUrl: 'https://keys.example.com/device' },
        },
      },
    ]);
  });

  test('logs every request, with what was known of it', () => {
    const providers = resourcesOf(stack, 'AWS::EC2::VerifiedAccessTrustProvider');
    expect(documentsOf(stack, 'AWS::EC2::VerifiedAccessInstance')).toEqual([
      {
        path: 'Test/Access/Resource',
        type: 'AWS::EC2::VerifiedAccessInstance',
        properties: {
          Description: 'Applications, for people who are let in one by one',
          FipsEnabled: false,
          VerifiedAccessTrustProviderIds: providers.map(({ id }) => ({ 'Fn::GetAtt': [id, 'VerifiedAccessTrustProviderId'] })),
          LoggingConfigurations: {
            CloudWatchLogs: { Enabled: true, LogGroup: { Ref: resourcesOf(stack, 'AWS::Logs::LogGroup')[0]?.id } },
            IncludeTrustContext: true,
            LogVersion: 'ocsf-1.0.0-rc.2',
          },
        },
      },
    ]);
  });

  test('keeps the log for a year, under the key for logs, by a policy of its own that stands before', () => {
    expect(documentsOf(stack, 'AWS::Logs::LogGroup')).toEqual([
      {
        path: 'Test/Access/Logs/Resource',
        type: 'AWS::Logs::LogGroup',
        properties: {
          KmsKeyId: keyOf(stack, 'logs'),
          RetentionInDays: 365,
          Tags: [
            { Key: 'strongroom:asset', Value: 'verified-access-logs' },
            { Key: 'strongroom:category', Value: 'internal' },
            { Key: 'strongroom:owner', Value: 'strongroom' },
          ],
        },
      },
    ]);
    const [policy] = resourcesOf(stack, 'AWS::Logs::ResourcePolicy');
    const parts: (string | object)[] = policy?.properties.PolicyDocument['Fn::Join'][1];
    expect(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<log group>')).join(''))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:<log group>:log-stream:*',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-central-1:123456789012:*' },
          },
        },
      ],
    });
    expect(dependenciesOf(stack, 'AWS::EC2::VerifiedAccessInstance')).toEqual([policy?.id]);
  });

  test('lets in whom the rules let in', () => {
    expect(documentsOf(stack, 'AWS::EC2::VerifiedAccessGroup')).toEqual([
      {
        path: 'Test/Access/Group',
        type: 'AWS::EC2::VerifiedAccessGroup',
        properties: {
          Description: 'Applications under one policy',
          PolicyEnabled: true,
          PolicyDocument: accessPolicy([RULE], access),
          SseSpecification: encryption,
          VerifiedAccessInstanceId: {
            'Fn::GetAtt': [resourcesOf(stack, 'AWS::EC2::VerifiedAccessInstance')[0]?.id, 'VerifiedAccessInstanceId'],
          },
        },
      },
    ]);
  });

  test('opens no port to anyone, and stands on no instance', () => {
    expect(documentsOf(stack, 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Instance')).toEqual([]);
  });

  test('breaks no rule', () => {
    expect(everyFinding(stack)).toEqual([]);
  });
});

describe('options', () => {
  test('IAM Identity Center needs no secret', () => {
    const stack = testStack();
    accessIn(stack, {
      trust: { kind: 'iam-identity-center' },
      rules: [{ persona: 'operators', groups: ['c242c5b0-6081-1845-6fa8-6e0d9513c107'] }],
    });
    const [provider] = resourcesOf(stack, 'AWS::EC2::VerifiedAccessTrustProvider');
    expect(provider?.properties).toEqual({
      Description: 'Who a person is',
      TrustProviderType: 'user',
      UserTrustProviderType: 'iam-identity-center',
      PolicyReferenceName: 'idp',
      SseSpecification: { CustomerManagedKeyEnabled: true, KmsKeyArn: keyOf(stack, 'secrets') },
    });
    expect(textOf(stack)).not.toContain('resolve:');
  });

  test('a secret in a field, keys for clients that are no browsers, FIPS, a subdomain', () => {
    const stack = testStack();
    accessIn(stack, {
      ...VERIFIED_ACCESS,
      trust: {
        ...OIDC,
        clientSecretField: 'clientSecret',
        scope: 'openid email',
        publicSigningKeyEndpoint: 'https://login.example.com/keys',
      },
      fips: true,
      cidrSubdomain: 'internal.example.com',
    });
    const [provider] = resourcesOf(stack, 'AWS::EC2::VerifiedAccessTrustProvider');
    expect(provider?.properties.NativeApplicationOidcOptions).toEqual({
      ...provider?.properties.OidcOptions,
      PublicSigningKeyEndpoint: 'https://login.example.com/keys',
    });
    expect(provider?.properties.OidcOptions).toMatchObject({
      ClientSecret: '{{resolve:secretsmanager:remote-access/oidc:SecretString:clientSecret::}}',
      Scope: 'openid email',
    });
    const [instance] = resourcesOf(stack, 'AWS::EC2::VerifiedAccessInstance');
    expect(instance?.properties).toMatchObject({ FipsEnabled: true, CidrEndpointsCustomSubDomain: 'internal.example.com' });
  });

  test.each([
    [Profile.DEV, 'Delete'],
    [Profile.PROD, 'Retain'],
  ])('in profile %s the log is subject to %s', (profile, policy) => {
    const stack = testStack();
    provideProfile(stack, profile);
    accessIn(stack, VERIFIED_ACCESS);
    expect(rawOf(stack, 'AWS::Logs::LogGroup')?.DeletionPolicy).toBe(policy);
  });
});

describe('a control that is broken is seen', () => {
  test.each([
    ['a client secret in clear', 'OidcOptions.ClientSecret', 'hunter2-Kx9fW2pQ7v', 'Test/Access/UserTrust: SecretsNotInTemplate'],
  ])('%s', (_, property, value, finding) => {
    const stack = testStack();
    const provider = accessIn(stack, VERIFIED_ACCESS).node.findChild('UserTrust');
    if (!(provider instanceof CfnVerifiedAccessTrustProvider)) throw new Error('no provider of its own');
    provider.addPropertyOverride(property, value);
    expect(everyFinding(stack)).toContain(finding);
  });

  test('a log that is not encrypted, or not kept', () => {
    const stack = testStack();
    const logs = accessIn(stack, VERIFIED_ACCESS).logGroup.node.defaultChild;
    if (!(logs instanceof CfnLogGroup)) throw new Error('no log group of its own');
    Reflect.set(logs, 'kmsKeyId', undefined);
    Reflect.set(logs, 'retentionInDays', undefined);
    expect(everyFinding(stack).map((finding) => finding.split(': ')[1])).toEqual(
      expect.arrayContaining(['NIST.800.53.R5-CloudWatchLogGroupEncrypted', 'NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod']),
    );
  });
});

describe('an endpoint', () => {
  const stack = testStack();
  const access = accessIn(stack, {
    ...VERIFIED_ACCESS,
    trust: { ...OIDC, publicSigningKeyEndpoint: 'https://login.example.com/keys' },
    cidrSubdomain: 'internal.example.com',
  });
  const securityGroup = SecurityGroup.fromSecurityGroupId(stack, 'Application', 'sg-0aaaaaaaaaaaaaaa9');
  const database = {
    clusterArn: 'arn:aws:rds:eu-central-1:123456789012:cluster:orders',
    endpoint: 'orders.cluster-abc.eu-central-1.rds.amazonaws.com',
  };
  access.addEndpoint('Wiki', {
    loadBalancerArn: LOAD_BALANCER,
    applicationDomain: 'wiki.example.com',
    certificateArn: CERTIFICATE,
    port: 443,
    securityGroup,
    rules: [{ persona: 'writers', groups: ['Writers'] }],
  });
  access.addEndpoint('Console', {
    networkInterfaceId: 'eni-0aaaaaaaaaaaaaaa1',
    applicationDomain: 'console.example.com',
    certificateArn: CERTIFICATE,
    port: 8443,
    securityGroup,
  });
  access.addEndpoint('Stream', { loadBalancerArn: LOAD_BALANCER, protocol: 'tcp', port: 9443, securityGroup });
  access.addEndpoint('Orders', { database, port: 5432, securityGroup });
  access.addEndpoint('Machines', { cidr: '10.0.128.0/24', port: 443 });

  test.each([
    [
      'Wiki',
      {
        EndpointType: 'load-balancer',
        Description: 'wiki.example.com, port 443',
        ApplicationDomain: 'wiki.example.com',
        DomainCertificateArn: CERTIFICATE,
        EndpointDomainPrefix: 'wiki',
        LoadBalancerOptions: { LoadBalancerArn: LOAD_BALANCER, Port: 443, Protocol: 'https', SubnetIds: SUBNETS },
        PolicyEnabled: true,
        PolicyDocument: accessPolicy([{ persona: 'writers', groups: ['Writers'] }], access),
      },
    ],
    [
      'Console',
      {
        EndpointType: 'network-interface',
        Description: 'console.example.com, port 8443',
        ApplicationDomain: 'console.example.com',
        DomainCertificateArn: CERTIFICATE,
        EndpointDomainPrefix: 'console',
        NetworkInterfaceOptions: { NetworkInterfaceId: 'eni-0aaaaaaaaaaaaaaa1', Port: 8443, Protocol: 'https' },
      },
    ],
    [
      'Stream',
      {
        EndpointType: 'load-balancer',
        Description: 'load-balancer, port 9443',
        LoadBalancerOptions: {
          LoadBalancerArn: LOAD_BALANCER,
          PortRanges: [{ FromPort: 9443, ToPort: 9443 }],
          Protocol: 'tcp',
          SubnetIds: SUBNETS,
        },
      },
    ],
    [
      'Orders',
      {
        EndpointType: 'rds',
        Description: 'rds, port 5432',
        RdsOptions: {
          RdsDbClusterArn: database.clusterArn,
          RdsEndpoint: database.endpoint,
          Port: 5432,
          Protocol: 'tcp',
          SubnetIds: SUBNETS,
        },
      },
    ],
    [
      'Machines',
      {
        EndpointType: 'cidr',
        Description: 'cidr, port 443',
        CidrOptions: {
          Cidr: '10.0.128.0/24',
          PortRanges: [{ FromPort: 443, ToPort: 443 }],
          Protocol: 'tcp',
          SubnetIds: SUBNETS,
        },
      },
    ],
  ])('%s leads to its target', (id, own) => {
    expect(documentsOf(stack, 'AWS::EC2::VerifiedAccessEndpoint').find(({ path }) => path.includes(`/${id}/`))).toEqual({
      path: `Test/Access/${id}/Resource`,
      type: 'AWS::EC2::VerifiedAccessEndpoint',
      properties: {
        ...own,
        AttachmentType: 'vpc',
        SecurityGroupIds: [{ 'Fn::GetAtt': [groupOf(stack, id), 'GroupId'] }],
        SseSpecification: { CustomerManagedKeyEnabled: true, KmsKeyArn: keyOf(stack, 'secrets') },
        VerifiedAccessGroupId: {
          'Fn::GetAtt': [resourcesOf(stack, 'AWS::EC2::VerifiedAccessGroup')[0]?.id, 'VerifiedAccessGroupId'],
        },
      },
    });
  });

  test.each([
    ['Wiki', 443, { DestinationSecurityGroupId: 'sg-0aaaaaaaaaaaaaaa9' }],
    ['Orders', 5432, { DestinationSecurityGroupId: 'sg-0aaaaaaaaaaaaaaa9' }],
    ['Machines', 443, { CidrIp: '10.0.128.0/24' }],
  ])('from %s leads a way to port %d of the target, and nowhere else, and none leads in', (id, port, destination) => {
    const rule = { IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: 'People whom Verified Access let in' };
    const group = groupOf(stack, id);
    expect(resourcesOf(stack, 'AWS::EC2::SecurityGroup').find((each) => each.id === group)?.properties).toEqual({
      GroupDescription: 'Verified Access: to the port of one application',
      VpcId: 'vpc-0aaaaaaaaaaaaaaa0',
      SecurityGroupEgress: [{ ...rule, ...destination }],
    });
    const letIn = resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress').filter(
      ({ properties }) => properties.SourceSecurityGroupId['Fn::GetAtt'][0] === group,
    );
    expect(letIn.map(({ properties }) => properties)).toEqual(
      'CidrIp' in destination
        ? []
        : [{ ...rule, GroupId: 'sg-0aaaaaaaaaaaaaaa9', SourceSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] } }],
    );
  });

  test('breaks no rule', () => {
    expect(everyFinding(stack)).toEqual([]);
  });

  test('may stand in the stack of its application, so that the network depends on none', () => {
    const app = testApp();
    const network = new Stack(app, 'Network', { env: ENVIRONMENT });
    const verified = accessIn(network, VERIFIED_ACCESS);
    const product = new Stack(app, 'Product', { env: ENVIRONMENT });
    const target = new SecurityGroup(product, 'Target', { vpc: verified.network.vpc, description: 'A load balancer' });
    new VerifiedAccessEndpoint(product, 'Wiki', {
      access: verified,
      loadBalancerArn: LOAD_BALANCER,
      applicationDomain: 'wiki.example.com',
      certificateArn: CERTIFICATE,
      port: 443,
      securityGroup: target,
    });
    app.synth();
    expect(product.dependencies).toEqual([network]);
    expect(network.dependencies).toEqual([]);
  });
});

describe('a bad endpoint', () => {
  test('is refused with every fault at once', () => {
    expect(
      endpointFaults({ loadBalancerArn: LOAD_BALANCER, cidr: '10.0.0.0/16', port: 0, rules: [], protocol: 'https' }),
    ).toEqual([
      `target: got ["load-balancer","cidr"]; exactly one of 'loadBalancerArn', 'networkInterfaceId', 'database' and 'cidr'`,
      'port: got 0; a TCP port, 1 to 65535',
      `cidr: got '10.0.0.0/16'; a range of addresses within the network's (10.0.0.0/16), and not all of it`,
      `cidr: got '10.0.0.0/16'; no range of addresses, unless 'cidrSubdomain' of Verified Access says what their names end with`,
      `applicationDomain: got nothing; the name by which people call the application, in lower case: 'wiki.example.com'`,
      'certificateArn: got nothing; the ARN of a public certificate in ACM',
      'rules: got []; a list: at least one rule: without any, nobody is let in',
    ]);
  });

  test('names its target, and whom to let in there', () => {
    expect(endpointFaults({ port: 443, applicationDomain: 'wiki.example.com', certificateArn: CERTIFICATE })).toEqual([
      `target: got []; exactly one of 'loadBalancerArn', 'networkInterfaceId', 'database' and 'cidr'`,
      'securityGroup: got nothing; the security group of the target: it lets this endpoint in',
    ]);
  });

  test('reaches a database by one name, and not as a web application', () => {
    const database = { clusterArn: 'a', proxyArn: 'b', endpoint: 'c' };
    expect(endpointFaults({ database, port: 5432, protocol: 'https' })).toEqual([
      'securityGroup: got nothing; the security group of the target: it lets this endpoint in',
      `database: got ["clusterArn","proxyArn"]; exactly one of 'clusterArn', 'instanceArn' and 'proxyArn'`,
      `protocol: got 'https'; 'https' or 'tcp' for load balancers and network interfaces, 'tcp' for databases and ranges of addresses`,
      `applicationDomain: got nothing; the name by which people call the application, in lower case: 'wiki.example.com'`,
      'certificateArn: got nothing; the ARN of a public certificate in ACM',
    ]);
  });

  test('needs the keys of the provider where the client is no browser', () => {
    expect(endpointFaults({ cidr: '10.0.128.0/24', port: 443 })).toContain(
      `protocol: got 'tcp'; 'https', unless 'publicSigningKeyEndpoint' of the provider says where its keys are: what isn't a browser needs it`,
    );
  });
});

describe('bad input', () => {
  test('is refused with every fault at once, and shows nothing that may be a secret', () => {
    const secret = 'p@ss word!';
    const faults = faultsOf(() =>
      accessIn(testStack(), {
        trust: {
          kind: 'oidc',
          issuer: 'http://login.example.com',
          authorizationEndpoint: 'login',
          tokenEndpoint: 'https://user:pass@login.example.com/token',
          userInfoEndpoint: 'https://login.example.com/userinfo?x=1',
          clientId: '',
          clientSecretName: secret,
          clientSecretField: 'a:b',
          scope: 'email',
          secondFactor: { claim: 'amr) || true', value: '' },
          publicSigningKeyEndpoint: 'https://',
        },
        device: { kind: 'crowdstrike', tenantId: 'a b', scoreAbove: 100, publicSigningKeyUrl: 'ftp://x' },
        rules: [],
        cidrSubdomain: 'Internal',
      }),
    );
    expect(faults.map((fault) => fault.split(': got ')[0])).toEqual([
      'trust.issuer',
      'trust.authorizationEndpoint',
      'trust.tokenEndpoint',
      'trust.userInfoEndpoint',
      'trust.publicSigningKeyEndpoint',
      'trust.clientId',
      'trust.clientSecretName',
      'trust.clientSecretField',
      'trust.scope',
      'trust.secondFactor.claim',
      'trust.secondFactor.value',
      'device.tenantId',
      'device.publicSigningKeyUrl',
      'device.scoreAbove',
      'rules',
      'cidrSubdomain',
    ]);
    expect(faults.join()).not.toContain(secret);
  });

  test.each(['cn-north-1', 'eu-west-3'])('in %s, which has none, it is refused, with what there is instead', (region) => {
    expect(faultsOf(() => accessIn(testStack({ account: '123456789012', region }), VERIFIED_ACCESS))).toEqual([
      `region: got '${region}'; a region that has AWS Verified Access; without it, people come in by sessions of Session Manager, through endpoints, each logged`,
    ]);
  });

  test.each([undefined, 'us-gov-west-1'])('in %s it may be', (region) => {
    const stack = testStack(region === undefined ? {} : { account: '123456789012', region });
    accessIn(stack, VERIFIED_ACCESS);
    expect(textOf(stack)).not.toContain('arn:aws:logs');
  });
});

function accessIn(stack: Stack, declaration: VerifiedAccessDeclaration): VerifiedAccess {
  return new VerifiedAccess(stack, 'Access', { ...declaration, network: networkFor(stack) });
}

function endpointFaults(target: VerifiedAccessTarget): string[] {
  const access = accessIn(testStack(), VERIFIED_ACCESS);
  return faultsOf(() => access.addEndpoint('Target', target));
}

function keyOf(stack: Stack, purpose: string): object {
  const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes(`/KeyHierarchy/${purpose}/`));
  return { 'Fn::GetAtt': [key?.id, 'Arn'] };
}

function groupOf(stack: Stack, endpoint: string): string | undefined {
  return resourcesOf(stack, 'AWS::EC2::SecurityGroup').find(({ path }) => path.includes(`/${endpoint}/`))?.id;
}

function dependenciesOf(stack: Stack, type: string): unknown {
  return rawOf(stack, type)?.DependsOn;
}

function rawOf(stack: Stack, type: string): { DependsOn?: unknown; DeletionPolicy?: string } | undefined {
  const [found] = resourcesOf(stack, type);
  return JSON.parse(textOf(stack)).Resources[found?.id ?? ''];
}
