/** A law, a standard, or a set of practices that an app is judged by. */
export enum Framework {
  /** AWS Solutions, by cdk-nag. */
  AWS_SOLUTIONS = 'aws-solutions',
  /** Regulation (EU) 2016/679. */
  GDPR = 'gdpr',
  /** Personal Information Protection Law of the People's Republic of China. */
  PIPL = 'pipl',
  /** ISO/IEC 27001:2022, Annex A. */
  ISO27001 = 'iso27001',
  /** NIST SP 800-53 revision 5: Strongroom's rules, and cdk-nag's. */
  NIST80053 = 'nist80053',
  /** GB/T 22239-2019, level 3 of China's multi-level protection scheme. */
  MLPS3 = 'mlps3',
  /** HIPAA Security Rule, by cdk-nag. */
  HIPAA = 'hipaa',
  /** PCI DSS 3.2.1, by cdk-nag. */
  PCI_DSS = 'pci-dss',
  /** The serverless lens of AWS's Well-Architected Framework, by cdk-nag. */
  SERVERLESS = 'serverless',
}

/** Frameworks that Strongroom's own rules cite. */
export const CITED_FRAMEWORKS = [
  Framework.GDPR,
  Framework.PIPL,
  Framework.ISO27001,
  Framework.NIST80053,
  Framework.MLPS3,
] as const;
type CitedFramework = (typeof CITED_FRAMEWORKS)[number];

/** Places in laws and standards, as each numbers them: `{ gdpr: ['30'], nist80053: ['RA-2', 'CM-8'] }`. */
export type Citations = Readonly<Partial<Record<CitedFramework, readonly string[]>>>;

/** For a rule that no law or standard demands, and the field's good practice does. */
export const PRACTICE = 'practice';

/** How each framework is cited. */
const STYLE: Readonly<Record<CitedFramework, string>> = {
  [Framework.GDPR]: 'GDPR Art.',
  [Framework.PIPL]: 'PIPL Art.',
  [Framework.ISO27001]: 'ISO/IEC 27001:2022 A.',
  [Framework.NIST80053]: 'NIST SP 800-53 r5',
  [Framework.MLPS3]: 'GB/T 22239-2019 (MLPS level 3)',
};

/** Citations as a person reads them: `GDPR Art. 30; PIPL Art. 51(2)`. */
export function formatCitations(cites: Citations | typeof PRACTICE): string {
  if (cites === PRACTICE) return PRACTICE;
  return CITED_FRAMEWORKS.flatMap((framework) => {
    const places = cites[framework] ?? [];
    return places.length === 0 ? [] : [`${STYLE[framework]}${STYLE[framework].endsWith('A.') ? '' : ' '}${places.join(', ')}`];
  }).join('; ');
}
