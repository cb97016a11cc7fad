import { addBaseline, stagesOf, synthesize } from './synthesize';

// The gate judges; this only looks.
process.env['CDK_VALIDATION'] ??= 'false';

// `npm run costs`: what an idle environment costs a month, counted in its own templates. Usage (requests, gigabytes, events) comes on
// top. Prices are list prices of us-east-1 in US dollars a month of 730 hours, known to the authors and not read from AWS: check them
// with the AWS Pricing Calculator for your region before you rely on them.

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

interface Driver {
  readonly what: string;
  readonly unitPrice: number;
  /** How many units a resource is. */
  readonly units: (resource: Resource) => number;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const perType = (type: string) => (resource: Resource) => (resource.Type === type ? 1 : 0);

const DRIVERS: readonly Driver[] = [
  { what: 'KMS keys', unitPrice: 1, units: perType('AWS::KMS::Key') },
  {
    what: 'interface endpoints, by zone',
    unitPrice: 0.01 * 730,
    units: ({ Type, Properties }) =>
      Type === 'AWS::EC2::VPCEndpoint' && Properties?.VpcEndpointType === 'Interface' ? lengthOf(Properties.SubnetIds) : 0,
  },
  { what: 'web ACLs', unitPrice: 5, units: perType('AWS::WAFv2::WebACL') },
  {
    what: 'rules of web ACLs',
    unitPrice: 1,
    units: ({ Type, Properties }) => (Type === 'AWS::WAFv2::WebACL' ? lengthOf(Properties?.Rules) : 0),
  },
  { what: 'alarms', unitPrice: 0.1, units: perType('AWS::CloudWatch::Alarm') },
  { what: 'metrics of filters', unitPrice: 0.3, units: perType('AWS::Logs::MetricFilter') },
];

synthesize(addBaseline, (app, assembly) => {
  for (const stage of stagesOf(app)) {
    const { stacks } = assembly.getNestedAssembly(`assembly-${stage.node.id}`);
    const resources = stacks.flatMap(({ template }) => Object.values(template.Resources as Record<string, Resource>));
    const rows = DRIVERS.map(({ what, unitPrice, units }) => {
      const count = resources.reduce((sum, resource) => sum + units(resource), 0);
      return { what, count, 'each $/month': unitPrice, '$/month': Number((count * unitPrice).toFixed(2)) };
    });
    const sum = rows.reduce((total, row) => total + row['$/month'], 0);
    console.log(`${stage.node.id}: ${resources.length} resources, about $${sum.toFixed(0)} a month when idle`);
    console.table(rows);
  }
});
