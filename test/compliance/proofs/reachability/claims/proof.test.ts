import { CLAIMS, proofOf } from '../../../../../lib/compliance/proofs/reachability/claims/proof';
import { RULES_BY_TOPIC } from '../../../../../lib/compliance/rules';
import { TemplateIndex } from '../../../../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../../../../support/app';
import { ref, resource, routes } from '../../../rules/network/fixtures';
import { ANYONE, aclFor, balancer, database, lets, NAT, NETWORK, service } from '../../../rules/reachability/fixtures';

type Resources = Readonly<Record<string, unknown>>;

function proofOfResources(resources: Resources) {
  return proofOf(new TemplateIndex([{ name: 'Test', template: { Resources: resources }, environment: ENVIRONMENT }]));
}

function inWords(resources: Resources) {
  const { claims } = proofOfResources(resources);
  return Object.fromEntries(
    claims.map(({ rule, proven, violated, undecided }) => {
      const paths = (all: typeof violated) => all.map(({ path }) => path);
      return [rule.id, { proven, violated: paths(violated), undecided: paths(undecided) }];
    }),
  );
}

const NONE = { proven: 0, violated: [], undecided: [] };
const APP = {
  ...NETWORK,
  ...balancer([443], [lets(443, ANYONE)]),
  ...service(['Applications'], [lets(8080, { CidrIp: '10.0.0.0/24' })]),
  ...database([lets(5432, { CidrIp: '10.0.1.0/24' })]),
};

test('what is proven of an application in a network of three parts', () => {
  expect(inWords(APP)).toEqual({
    DataUnreachableFromInternet: { ...NONE, proven: 2 },
    DataCannotReachInternet: { ...NONE, proven: 1 },
    OnlyListenersFaceInternet: { ...NONE, proven: 2 },
    EgressInspected: { ...NONE, proven: 1 },
    ManagementClosed: NONE,
  });
});

test('what breaks a claim, and what nobody can decide', () => {
  expect(inWords({ ...APP, ...NAT, ...routes('D', ['Data'], { GatewayId: ref('Parameter') }) })).toMatchObject({
    DataCannotReachInternet: { proven: 0, violated: [], undecided: ['Test/Data'] },
    EgressInspected: { proven: 0, violated: ['Test/Service'], undecided: [] },
  });
});

test('ways that are closed, and paths that are open', () => {
  const { closed, open } = proofOfResources({ ...APP, ...NAT });
  expect(closed).toEqual([
    { from: 'the internet', to: 'Test/Data' },
    { from: 'the internet', to: 'Test/Database' },
    { from: 'Test/Data', to: 'the internet' },
  ]);
  expect([...new Set(open.map(({ from }) => from))]).toEqual(["workload 'Test/Service'"]);
});

test('an app without a network has nothing to prove', () => {
  const { claims, closed, open } = proofOfResources({ Orders: resource('AWS::DynamoDB::Table') });
  expect(claims.map(({ proven, violated, undecided }) => [proven, violated.length, undecided.length])).toEqual(
    CLAIMS.map(() => [0, 0, 0]),
  );
  expect([closed, open]).toEqual([[], []]);
});

test('each claim is a rule', () => {
  expect(RULES_BY_TOPIC.reachability).toEqual(CLAIMS.map(({ rule }) => rule));
});

test('a store whose subnet breaks a claim is not told of once more', () => {
  const opened = {
    ...APP,
    ...routes('D', ['Data'], { GatewayId: ref('Internet') }),
    ...aclFor('Data', [{ from: '0.0.0.0/0', ports: [0, 65535] }]),
    ...database([lets(5432, ANYONE)], { PubliclyAccessible: true }),
  };
  expect(inWords(opened)).toMatchObject({ DataUnreachableFromInternet: { proven: 0, violated: ['Test/Data'] } });
});

test('a finding shows three paths at most, the shortest first', () => {
  const ports = Array.from({ length: 5 }, (_, at) => 8000 + at * 10);
  const rules = ports.map((port) => lets(port, ANYONE));
  const index = new TemplateIndex([
    { name: 'Test', template: { Resources: { ...NETWORK, ...service(['Public'], rules, 'ENABLED') } } },
  ]);
  const rule = CLAIMS.map((claim) => claim.rule).find(({ id }) => id === 'OnlyListenersFaceInternet');
  const [judged] = index.ofType('AWS::ECS::Service');
  const verdict = judged && rule?.check(judged, index);
  const [violation, ...others] = verdict?.outcome === 'violation' ? verdict.violations : [];
  expect(others).toEqual([]);
  const says = [violation?.detail, ...(violation?.steps ?? [])];
  expect(says.filter((line) => line?.includes('the internet reaches what is no load balancer by'))).toHaveLength(3);
  expect(says.at(-1)).toBe('and by 2 more');
});
