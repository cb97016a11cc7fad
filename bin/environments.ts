import { Duration } from 'aws-cdk-lib/core';
import { DataCategory, type EnvironmentDeclaration, LawfulBasis, Profile } from '../lib';

// What you edit. An asset is declared once; its key, tags, retention, backups and access follow from it.

const assets: EnvironmentDeclaration['assets'] = [
  {
    name: 'orders',
    category: DataCategory.PERSONAL,
    subjects: ['customers'],
    purposes: ['order-fulfilment'],
    lawfulBasis: LawfulBasis.CONTRACT,
    // No object outlives this; backups of it go later, by at most half of this and at most 365 days.
    retention: Duration.days(1095),
    // Every region where the data, or a copy of it, may ever be.
    residency: ['eu-central-1', 'eu-west-1'],
    owner: 'orders-team',
    stores: [
      { kind: 'table', name: 'Orders', partitionKey: 'orderId' },
      { kind: 'bucket', name: 'Invoices' },
    ],
  },
  {
    name: 'health-profiles',
    category: DataCategory.SENSITIVE_PERSONAL,
    subjects: ['customers'],
    purposes: ['nutrition-advice'],
    lawfulBasis: LawfulBasis.CONSENT,
    // Consent needs a register of who gave it, and where it is withdrawn: the name of yours.
    consentRegister: 'consent-service',
    retention: Duration.days(365),
    residency: ['eu-central-1'],
    owner: 'advice-team',
    // Sensitive data needs an impact assessment: the reference of yours.
    assessment: 'DPIA-2026-004',
    stores: [{ kind: 'table', name: 'Profiles', partitionKey: 'profileToken', sortKey: 'recordedAt' }],
  },
];

export const environments: readonly EnvironmentDeclaration[] = [
  {
    // `npm run local` deploys this one to the emulator. Disposable: for made-up data only.
    name: 'dev',
    profile: Profile.DEV,
    region: 'eu-central-1',
    contacts: ['security@example.com'],
    // Nothing leaves, and each part that is paid for by zone stands in one.
    network: { cidr: '10.20.0.0/16', zones: 2, profile: 'minimal' },
    assets,
  },
  {
    name: 'prod',
    profile: Profile.PROD,
    region: 'eu-central-1',
    // Your production account. Without it: the account of the credentials in use.
    account: '111122223333',
    contacts: ['security@example.com', 'privacy@example.com'],
    // Applications reach these domains, and nothing else on the internet, past a firewall in every zone.
    network: { cidr: '10.30.0.0/16', zones: 3, profile: 'regulated', allowedDomains: ['api.stripe.com'] },
    logRetention: Duration.days(365),
    assets,
  },
];
