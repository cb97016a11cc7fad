import { SegmentedVpc } from '../../../lib/network/segmented-vpc';
import { WebAcl } from '../../../lib/network/web-acl/web-acl';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

test('one policy of a stack admits delivery to all its log groups, since an account and region takes ten', () => {
  const stack = testStack();
  new SegmentedVpc(stack, 'Network');
  for (const id of ['One', 'Two']) new WebAcl(stack, id);
  const policies = resourcesOf(stack, 'AWS::Logs::ResourcePolicy');
  expect(policies).toHaveLength(1);
  const delivered = resourcesOf(stack, 'AWS::Logs::LogGroup')
    .filter(({ path }) => /(Queries|One|Two)\/Logs/.test(path))
    .map(({ id }) => id);
  expect(delivered).toHaveLength(3);
  const document = JSON.stringify(policies[0]?.properties.PolicyDocument);
  for (const id of delivered) expect(document).toContain(`{"Ref":"${id}"}`);
});
