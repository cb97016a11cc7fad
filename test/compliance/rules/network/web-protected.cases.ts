import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { webProtected } from '../../../../lib/compliance/rules/network/web-protected';
import { WebAcl } from '../../../../lib/network/web-acl/web-acl';
import type { RuleCases } from '../cases';
import { attribute, either, ref, resource, UNKNOWN } from './fixtures';

const managed = (OverrideAction: unknown) => ({
  Name: 'Common',
  Priority: 0,
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
  OverrideAction,
});
/** A managed group for the requests to one path. */
const scoped = {
  ...managed({ None: {} }),
  Statement: {
    ManagedRuleGroupStatement: {
      VendorName: 'AWS',
      Name: 'AWSManagedRulesCommonRuleSet',
      ScopeDownStatement: { ByteMatchStatement: { SearchString: '/never' } },
    },
  },
};
const own = { Name: 'Own', Priority: 1, Action: { Block: {} }, Statement: { GeoMatchStatement: { CountryCodes: ['XX'] } } };
const acl = (...Rules: unknown[]) => resource('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, Rules });
const Acl = acl(managed({ None: {} }), own);
const associated = (ResourceArn: unknown, properties = {}, rest = {}) => {
  return resource('AWS::WAFv2::WebACLAssociation', { WebACLArn: attribute('Acl'), ResourceArn, ...properties }, rest);
};
const balancer = (properties = {}) =>
  resource('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing', ...properties });
const BALANCER = { Acl, Balancer: balancer(), Association: associated(ref('Balancer')) };
const distribution = (WebACLId: unknown) => resource('AWS::CloudFront::Distribution', { DistributionConfig: { WebACLId } });
const Api = resource('AWS::ApiGateway::RestApi', { Name: 'shop' });
const Stage = resource('AWS::ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod' });
const stageArn = (stage: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}::/restapis/\${Api}/stages/${stage}`,
});
const NONE = /there is no web ACL before it/;

export const CASES: RuleCases = {
  rule: webProtected,
  compliant: {
    'a load balancer with a managed group that blocks': { resources: BALANCER, at: ['Test/Balancer'] },
    "a managed group that counts, which is another rule's to say": {
      resources: { ...BALANCER, Acl: acl(managed(either({ Count: {} }, { None: {} }))) },
      at: ['Test/Balancer'],
    },
    'a load balancer by its attribute': {
      resources: { ...BALANCER, Association: associated(attribute('Balancer', 'LoadBalancerArn')) },
      at: ['Test/Balancer'],
    },
    'a stage, by name and by reference': {
      resources: {
        Acl,
        Api,
        Stage,
        Second: resource('AWS::ApiGateway::Stage', { RestApiId: ref('Api'), StageName: UNKNOWN }),
        ByName: associated(stageArn('prod')),
        ByReference: associated(stageArn(`\${Second}`)),
      },
      at: ['Test/Stage', 'Test/Second'],
    },
    'a stage that a deployment makes': {
      resources: {
        Acl,
        Api,
        Deployment: resource('AWS::ApiGateway::Deployment', { RestApiId: ref('Api'), StageName: 'prod' }),
        Association: associated(stageArn('prod')),
      },
      at: ['Test/Deployment'],
    },
    'a GraphQL API and a user pool': {
      resources: {
        Acl,
        Graph: resource('AWS::AppSync::GraphQLApi'),
        OfGraph: associated(attribute('Graph')),
        Users: resource('AWS::Cognito::UserPool'),
        OfUsers: associated(attribute('Users')),
      },
      at: ['Test/Graph', 'Test/Users'],
    },
    'a distribution': { resources: { Acl, Distribution: distribution(attribute('Acl')) }, at: ['Test/Distribution'] },
    'a web ACL of another stack': {
      sources: [
        {
          name: 'Edge',
          template: { Resources: { Acl }, Outputs: { Acl: { Value: attribute('Acl'), Export: { Name: 'AclArn' } } } },
        },
        { name: 'Test', template: { Resources: { Distribution: distribution({ 'Fn::ImportValue': 'AclArn' }) } } },
      ],
      at: ['Test/Distribution'],
    },
    "the CDK's REST API behind a WebAcl": {
      build: (stack) => {
        const api = new RestApi(stack, 'Api');
        api.root.addMethod('GET', new MockIntegration());
        new WebAcl(stack, 'WebAcl').associate('Api', api.deploymentStage.stageArn);
      },
      at: ['Test/Api/DeploymentStage.prod/Resource'],
    },
  },
  violations: {
    'no web ACL': { resources: { Balancer: balancer() }, at: { 'Test/Balancer': NONE } },
    'a load balancer that is public by default': {
      resources: { Balancer: balancer({ Scheme: undefined }) },
      at: { 'Test/Balancer': NONE },
    },
    'a scheme that only the deployment knows': {
      resources: { Balancer: balancer({ Scheme: UNKNOWN }) },
      at: { 'Test/Balancer': NONE },
    },
    'a web ACL of another load balancer': {
      resources: { ...BALANCER, Other: balancer() },
      at: { 'Test/Other': NONE },
    },
    'an association in production only': {
      resources: { ...BALANCER, Association: associated(ref('Balancer'), {}, { Condition: 'IsProduction' }) },
      at: { 'Test/Balancer': NONE },
    },
    'an association with one or another': {
      resources: { ...BALANCER, Other: balancer(), Association: associated(either(ref('Balancer'), ref('Other'))) },
      at: { 'Test/Balancer': NONE, 'Test/Other': NONE },
    },
    'a managed group that may be absent, or that looks at some requests only': {
      resources: {
        ...BALANCER,
        Acl: acl({ 'Fn::If': ['Strict', managed({ None: {} }), { Ref: 'AWS::NoValue' }] }, scoped),
      },
      at: { 'Test/Balancer': /the web ACL 'Test\/Acl' has no managed rule group that surely sees every request/ },
    },
    'rules of its own alone': { resources: { ...BALANCER, Acl: acl(own) }, at: { 'Test/Balancer': /no managed rule group/ } },
    'rules that only the deployment knows': {
      resources: { ...BALANCER, Acl: resource('AWS::WAFv2::WebACL', { Rules: UNKNOWN }) },
      at: { 'Test/Balancer': /no managed rule group/ },
    },
    'a web ACL that no template shows': {
      resources: { ...BALANCER, Association: associated(ref('Balancer'), { WebACLArn: UNKNOWN }) },
      at: { 'Test/Balancer': /no template here shows what the web ACL a value that only the deployment knows/ },
    },
    'a stage of another API': {
      resources: {
        Acl,
        Api,
        Stage,
        Other: Api,
        Association: associated({ 'Fn::Sub': `arn:aws:apigateway:eu-central-1::/restapis/\${Other}/stages/prod` }),
      },
      at: { 'Test/Stage': NONE },
    },
    'another stage of the API': {
      resources: { Acl, Api, Stage, Association: associated(stageArn('test')) },
      at: { 'Test/Stage': NONE },
    },
    'a distribution without, one with an unknown one, and one in production': {
      resources: {
        Acl,
        Without: distribution(undefined),
        Unknown: distribution('arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b'),
        Sometimes: distribution(either(attribute('Acl'), { Ref: 'AWS::NoValue' })),
      },
      at: { 'Test/Without': NONE, 'Test/Unknown': /no template here shows/, 'Test/Sometimes': NONE },
    },
    'an HTTP API, and a WebSocket API': {
      resources: {
        Http: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }),
        Socket: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }),
      },
      at: { 'Test/Http': /no web ACL can stand before this API, whose protocol is 'HTTP'/, 'Test/Socket': /'WEBSOCKET'/ },
    },
    'a GraphQL API and a user pool without': {
      resources: { Graph: resource('AWS::AppSync::GraphQLApi'), Users: resource('AWS::Cognito::UserPool') },
      at: { 'Test/Graph': NONE, 'Test/Users': NONE },
    },
    "the CDK's REST API, whose web ACL is another's": {
      build: (stack) => {
        new RestApi(stack, 'Api').root.addMethod('GET', new MockIntegration());
        const { webAclArn } = new WebAcl(stack, 'WebAcl');
        new CfnWebACLAssociation(stack, 'Association', {
          webAclArn,
          resourceArn: 'arn:aws:apigateway:eu-central-1::/restapis/a/stages/prod',
        });
      },
      at: { 'Test/Api/DeploymentStage.prod/Resource': NONE },
    },
  },
  notApplicable: {
    'load balancers that are internal, or of the network': {
      resources: { Internal: balancer({ Scheme: 'internal' }), Network: balancer({ Type: 'network' }) },
      at: ['Test/Internal', 'Test/Network'],
    },
    'a private API': {
      resources: { Api: resource('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] } }), Stage },
      at: ['Test/Stage'],
    },
    'a private GraphQL API': {
      resources: { Graph: resource('AWS::AppSync::GraphQLApi', { Visibility: 'PRIVATE' }) },
      at: ['Test/Graph'],
    },
    'a deployment without a stage': {
      resources: { Api, Deployment: resource('AWS::ApiGateway::Deployment', { RestApiId: ref('Api') }) },
      at: ['Test/Deployment'],
    },
    'a distribution in China, where none can have one': {
      sources: [
        {
          name: 'Test',
          template: { Resources: { Distribution: distribution(undefined) } },
          environment: { account: '123456789012', region: 'cn-north-1' },
        },
      ],
      at: ['Test/Distribution'],
    },
  },
};
