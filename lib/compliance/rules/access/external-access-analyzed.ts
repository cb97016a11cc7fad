import { Framework } from '../../citation';
import { holdsPersonalData } from '../../facts/stores/places-with-personal-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule } from '../../rule';
import { existsWith } from '../../template/existence';
import { ENVIRONMENT_TYPE } from '../../template/template-index';
import { describe, isAlways, read } from '../../template/values';

const ANALYZER = 'AWS::AccessAnalyzer::Analyzer';
/** The types of analyzers that look for access from outside: others look for access that is unused, or from inside. */
const EXTERNAL: readonly unknown[] = ['ACCOUNT', 'ORGANIZATION'];

/**
 * Where data about persons is, an analyzer of IAM Access Analyzer looks for access from outside: in the same account and region, since
 * it sees no other. Source: "Using AWS Identity and Access Management Access Analyzer", IAM User Guide.
 */
export const externalAccessAnalyzed: Rule = {
  id: 'ExternalAccessAnalyzed',
  severity: 'error',
  resourceTypes: [ENVIRONMENT_TYPE],
  why: 'A policy that lets strangers in is found by them, when nobody else looks.',
  fix: "Add an ExternalAccess, or an 'AWS::AccessAnalyzer::Analyzer' of 'Type' 'ACCOUNT', in the region.",
  cites: {
    [Framework.GDPR]: ['32(1)(d)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.18'],
    [Framework.NIST80053]: ['AC-6(7)'],
  },
  exceptable: true,
  accountWide: true,
  check: (environment, index) => {
    if (!holdsPersonalData(environment, index)) return NOT_APPLICABLE;
    const analyzers = index.inEnvironmentOf(environment, ANALYZER);
    const looks = (value: unknown) => EXTERNAL.includes(value);
    if (analyzers.some((analyzer) => existsWith(analyzer) && isAlways(index, analyzer, 'Type', looks))) return COMPLIANT;
    const others = analyzers.map((analyzer) => {
      const type = `'${analyzer.path}' is of type ${describe(read(index, analyzer, 'Type'))}`;
      return existsWith(analyzer) ? type : `'${analyzer.path}' is made under a condition`;
    });
    const found = others.length === 0 ? 'there is none' : others.join(', ');
    const detail = `no analyzer looks for access to personal data from outside the account in this region: ${found}`;
    return { outcome: 'violation', violations: [{ detail }] };
  },
};
