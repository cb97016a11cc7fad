import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { AuditTrail } from '../../../../lib/audit/trail';
import { dataEventsLogged } from '../../../../lib/compliance/rules/logging/data-events-logged';
import { ENVIRONMENT } from '../../../support/app';
import type { RuleCases } from '../cases';
import {
  addPersonalBucket,
  attribute,
  bucket,
  either,
  NO_VALUE,
  personalBucket,
  personalTable,
  resource,
  trail,
  UNKNOWN,
} from './fixtures';

const Orders = personalBucket();
const Archive = bucket();
const Customers = personalTable({ TableName: 'customers' });

const equal = (Field: string, ...Equals: unknown[]) => ({ Field, Equals });
const advanced = (...selectors: unknown[][]) => ({
  AdvancedEventSelectors: selectors.map((FieldSelectors) => ({ FieldSelectors })),
});
const objects = [equal('eventCategory', 'Data'), equal('resources.type', 'AWS::S3::Object')];
const items = [equal('eventCategory', 'Data'), equal('resources.type', 'AWS::DynamoDB::Table')];
const arn = (test: Readonly<Record<string, unknown>>) => ({ Field: 'resources.ARN', ...test });
const basic = (Type: string, Values: unknown, rest = {}) => ({
  EventSelectors: [{ DataResources: [{ Type, Values }], ...rest }],
});
const within = (logicalId: string, path = '/') => ({ 'Fn::Sub': `\${${logicalId}.Arn}${path}` });

/** With a bucket of orders, a trail of these properties. */
const orders = (properties: Readonly<Record<string, unknown>>, rest = {}) => ({
  Orders,
  Archive,
  Trail: trail(properties, rest),
});
const customers = (properties: Readonly<Record<string, unknown>>) => ({ Customers, Trail: trail(properties) });

export const CASES: RuleCases = {
  rule: dataEventsLogged,
  compliant: {
    'every object': { resources: orders(advanced(objects)), at: ['Test/Orders'] },
    'every item': { resources: customers(advanced(items)), at: ['Test/Customers'] },
    'every object, by a basic selector': {
      resources: orders(basic('AWS::S3::Object', ['arn:aws:s3'])),
      at: ['Test/Orders'],
    },
    'every item, by a basic selector': {
      resources: customers(basic('AWS::DynamoDB::Table', ['arn:aws:dynamodb'], { IncludeManagementEvents: false })),
      at: ['Test/Customers'],
    },
    'the bucket by its ARN': {
      resources: orders(advanced([...objects, arn({ StartsWith: [within('Orders')] })])),
      at: ['Test/Orders'],
    },
    'the bucket by its reference, in any partition': {
      resources: orders(basic('AWS::S3::Object', [{ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::\${Orders}/` }])),
      at: ['Test/Orders'],
    },
    'the bucket by its name': {
      resources: {
        Orders: personalBucket({ BucketName: 'orders-of-the-shop' }),
        Trail: trail(basic('AWS::S3::Object', ['arn:aws:s3:::orders-of-the-shop/'])),
      },
      at: ['Test/Orders'],
    },
    'the table by its ARN': {
      resources: customers(advanced([...items, arn({ Equals: [attribute('Customers')] })])),
      at: ['Test/Customers'],
    },
    'the table by its name': {
      resources: customers(basic('AWS::DynamoDB::Table', ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers'])),
      at: ['Test/Customers'],
    },
    'all but the archive': {
      resources: orders(advanced([...objects, arn({ NotStartsWith: [within('Archive')] })])),
      at: ['Test/Orders'],
    },
    'all but another table, whose name goes on': {
      resources: customers(
        advanced([...items, arn({ NotStartsWith: ['arn:aws:dynamodb:eu-central-1:123456789012:table/customers-copy'] })]),
      ),
      at: ['Test/Customers'],
    },
    'reads by one trail, writes by another': {
      resources: {
        Orders,
        Reads: trail(advanced([...objects, equal('readOnly', 'true')])),
        Writes: trail(advanced([...objects, equal('readOnly', 'false')])),
      },
      at: ['Test/Orders'],
    },
    'a trail of the region': { resources: orders({ ...advanced(objects), IsMultiRegionTrail: false }), at: ['Test/Orders'] },
    'an event data store': {
      resources: { Orders, Lake: resource('AWS::CloudTrail::EventDataStore', advanced(objects)) },
      at: ['Test/Orders'],
    },
    'a trail in another stack, by its export': {
      sources: [
        {
          name: 'Data',
          template: {
            Resources: { Orders },
            Outputs: { Arn: { Value: attribute('Orders'), Export: { Name: 'OrdersArn' } } },
          },
          environment: ENVIRONMENT,
        },
        {
          name: 'Audit',
          template: {
            Resources: {
              Trail: trail(basic('AWS::S3::Object', [{ 'Fn::Join': ['', [{ 'Fn::ImportValue': 'OrdersArn' }, '/']] }])),
            },
          },
          environment: ENVIRONMENT,
        },
      ],
      at: ['Data/Orders'],
    },
    'the selectors of the CDK': {
      build: (stack) => {
        const store = addPersonalBucket(stack);
        new Trail(stack, 'Trail').addS3EventSelector([{ bucket: store }]);
      },
      at: ['Test/Orders/Resource'],
    },
    'an AuditTrail': {
      build: (stack) => {
        addPersonalBucket(stack);
        new AuditTrail(stack, 'Trail');
      },
      at: ['Test/Orders/Resource'],
    },
  },
  violations: {
    'no trail': {
      resources: { Orders },
      at: { 'Test/Orders': /no trail of the account surely records every read and write of the objects/ },
    },
    'a trail of management events': { resources: orders({}), at: { 'Test/Orders': /AWS::S3::Object/ } },
    'objects, where there is a table': {
      resources: customers(advanced(objects)),
      at: { 'Test/Customers': /every read and write of the items .*AWS::DynamoDB::Table/ },
    },
    'reads only': {
      resources: orders(advanced([...objects, equal('readOnly', 'true')])),
      at: { 'Test/Orders': /every write of/ },
    },
    'writes only, by a basic selector': {
      resources: orders(basic('AWS::S3::Object', ['arn:aws:s3'], { ReadWriteType: 'WriteOnly' })),
      at: { 'Test/Orders': /every read of/ },
    },
    'another bucket': {
      resources: orders(advanced([...objects, arn({ StartsWith: [within('Archive')] })])),
      at: { 'Test/Orders': /./ },
    },
    'a folder of the bucket': {
      resources: orders(basic('AWS::S3::Object', [within('Orders', '/public/')])),
      at: { 'Test/Orders': /./ },
    },
    'one object': { resources: orders(advanced([...objects, arn({ Equals: [within('Orders')] })])), at: { 'Test/Orders': /./ } },
    'all but this bucket': {
      resources: orders(advanced([...objects, arn({ NotStartsWith: [within('Archive'), within('Orders')] })])),
      at: { 'Test/Orders': /./ },
    },
    'all but a folder of it': {
      resources: orders(advanced([...objects, arn({ NotStartsWith: [within('Orders', '/secret/')] })])),
      at: { 'Test/Orders': /./ },
    },
    'all but this table': {
      resources: customers(advanced([...items, arn({ NotEquals: [attribute('Customers')] })])),
      at: { 'Test/Customers': /./ },
    },
    'all but what only the deployment knows': {
      resources: orders(advanced([...objects, arn({ NotStartsWith: [UNKNOWN] })])),
      at: { 'Test/Orders': /./ },
    },
    'all but what CloudFormation looks up': {
      resources: orders(advanced([...objects, arn({ NotStartsWith: ['{{resolve:ssm:/trail/excluded}}'] })])),
      at: { 'Test/Orders': /./ },
    },
    'all but some kinds of file': {
      resources: orders(advanced([...objects, arn({ NotEndsWith: ['.csv'] })])),
      at: { 'Test/Orders': /./ },
    },
    'some calls only': {
      resources: orders(advanced([...objects, equal('eventName', 'DeleteObject')])),
      at: { 'Test/Orders': /./ },
    },
    'the bucket in production only': {
      resources: orders(basic('AWS::S3::Object', [either(within('Orders'), within('Archive'))])),
      at: { 'Test/Orders': /./ },
    },
    'a selector in production only': {
      resources: orders({ AdvancedEventSelectors: [either({ FieldSelectors: objects }, NO_VALUE)] }),
      at: { 'Test/Orders': /./ },
    },
    'a trail in production only': {
      resources: orders(advanced(objects), { Condition: 'IsProduction' }),
      at: { 'Test/Orders': /./ },
    },
    'a trail that is off': { resources: orders({ ...advanced(objects), IsLogging: false }), at: { 'Test/Orders': /./ } },
    'a trail of another region': {
      sources: [
        { name: 'Data', template: { Resources: { Orders } }, environment: ENVIRONMENT },
        {
          name: 'Audit',
          template: { Resources: { Trail: trail({ ...advanced(objects), IsMultiRegionTrail: false }) } },
          environment: { ...ENVIRONMENT, region: 'eu-west-1' },
        },
      ],
      at: { 'Data/Orders': /./ },
    },
    'a trail of one region, of a table in two': {
      resources: {
        Customers: resource('AWS::DynamoDB::GlobalTable', {
          Replicas: ['eu-central-1', 'eu-west-1'].map((Region) => ({ Region, Tags: Customers.Properties['Tags'] })),
        }),
        Trail: trail({ ...advanced(items), IsMultiRegionTrail: false }),
      },
      at: { 'Test/Customers': /./ },
    },
  },
  notApplicable: {
    'a bucket without data of persons': { resources: { Archive }, at: ['Test/Archive'] },
  },
};
