/** A law or standard that a rule cites. */
export enum Framework {
  GDPR = 'gdpr',
  PIPL = 'pipl',
  ISO27001 = 'iso27001',
  NIST80053 = 'nist80053',
  MLPS3 = 'mlps3',
}

/** Places in laws and standards, as each numbers them: `{ gdpr: ['30'], nist80053: ['RA-2', 'CM-8'] }`. */
export type Citations = Readonly<Partial<Record<Framework, readonly string[]>>>;

/** For a rule that no law or standard demands, and the field's good practice does. */
export const PRACTICE = 'practice';

/** How each framework is cited. */
const STYLE: Readonly<Record<Framework, string>> = {
  [Framework.GDPR]: 'GDPR Art.',
  [Framework.PIPL]: 'PIPL Art.',
  [Framework.ISO27001]: 'ISO/IEC 27001:2022 A.',
  [Framework.NIST80053]: 'NIST SP 800-53 r5',
  [Framework.MLPS3]: 'GB/T 22239-2019 (MLPS level 3)',
};

/** Citations as a person reads them: `GDPR Art. 30; PIPL Art. 51(2)`. */
export function formatCitations(cites: Citations | typeof PRACTICE): string {
  if (cites === PRACTICE) return PRACTICE;
  return Object.values(Framework)
    .flatMap((framework) => {
      const places = cites[framework] ?? [];
      return places.length === 0 ? [] : [`${STYLE[framework]}${STYLE[framework].endsWith('A.') ? '' : ' '}${places.join(', ')}`];
    })
    .join('; ');
}
