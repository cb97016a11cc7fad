import { Framework } from '../../lib/compliance/citation';
import { Gate } from '../../lib/compliance/gate/gate';
import { formatSummary, type GateSummary } from '../../lib/compliance/gate/gate-summary';
import { addBaseline, synthesize } from '../../scripts/synthesize';

/** The most exceptions that the deployable app has for 100 of its resources. */
const MOST_PER_100 = 3;

describe('the deployable app under every framework', () => {
  let summary: GateSummary | undefined;

  beforeAll(() => {
    const enforce = (app: Parameters<typeof addBaseline>[0]) => {
      Gate.of(app).enforce({ frameworks: Object.values(Framework) });
      addBaseline(app);
    };
    summary = synthesize(enforce, (app) => Gate.of(app).summary);
  }, 60_000);

  test('is judged by every pack', () => {
    expect(summary?.packs).toEqual([
      'Strongroom',
      'AwsSolutions',
      'NIST.800.53.R5',
      'HIPAA.Security',
      'PCI.DSS.321',
      'Serverless',
    ]);
  });

  test.each(['findings', 'warnings'] as const)('has no %s', (kind) => {
    expect(summary?.[kind].map(({ rule, path }) => `${path}: ${rule}`)).toEqual([]);
  });

  test(`has less than ${MOST_PER_100} exceptions for 100 resources`, () => {
    const [, per100] = /\((\d+\.\d) per 100 resources\)/.exec(summary ? formatSummary(summary) : '') ?? [];
    expect(Number(per100)).toBeLessThan(MOST_PER_100);
  });
});
