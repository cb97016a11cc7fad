import { Framework } from '../../citation';
import { inDays } from '../../facts/lifecycle/dates';
import { LOG_STORE_TYPES, type LogDelivery, logDestinationsOf } from '../../facts/logs/log-destinations';
import { lockedDays, logEndsIn } from '../../facts/logs/log-retention';
import { LOG_SOURCE_TYPES, LogKind } from '../../facts/logs/log-sources';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';

/** Six months at their longest, such as March to August. */
const SIX_MONTHS = 184;
/** What is no network's log: a bucket's own access log, and the configurations of resources. */
const OTHERS: readonly LogKind[] = [LogKind.BUCKET, LogKind.CONFIGURATION];

/**
 * Logs of networks and of API calls are kept for six months: flows, DNS queries, what firewalls saw, requests to load balancers,
 * distributions and APIs, and trails. The violation is at the bucket or log group that deletes them sooner; at the source, where
 * nobody knows where its logs go. What goes to a bucket or log group of another app or account is judged there.
 *
 * Source: Cybersecurity Law of the PRC Art. 23(3), formerly 21(3), which PIPL Art. 51(6) takes in: "not less than six months". Six
 * months are up to 184 days; of the retentions that CloudWatch Logs takes, 365 days are the next.
 */
export const networkLogsSixMonths: Rule = {
  id: 'NetworkLogsSixMonths',
  severity: 'error',
  resourceTypes: [...new Set([...LOG_STORE_TYPES, ...LOG_SOURCE_TYPES])],
  why: 'An intrusion is often found months later, and the Cybersecurity Law of the PRC, Art. 23(3) (formerly 21(3)), asks for network logs of at least six months.',
  fix: `Send the logs to a LogArchive, or keep them at least ${SIX_MONTHS} days: 'RetentionInDays' 365 of the log group, 'ExpirationInDays' of the bucket's lifecycle rules.`,
  cites: {
    [Framework.PIPL]: ['51(6)'],
    [Framework.ISO27001]: ['8.15', '5.28', '5.33'],
    [Framework.NIST80053]: ['AU-11'],
    [Framework.MLPS3]: ['8.1.5.4'],
  },
  exceptable: true,
  check: (resource, index) => {
    const destinations = index.derive(logDestinationsOf);
    const sent = destinations.from(resource).filter(isOfNetwork);
    const kept = destinations.into(resource).filter(isOfNetwork);
    if (sent.length === 0 && kept.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant([...sent.flatMap(unknownDestination), ...tooSoon(resource, kept, index)]);
  },
};

function isOfNetwork({ kind }: LogDelivery): boolean {
  return !OTHERS.includes(kind);
}

function unknownDestination({ to, kind, location }: LogDelivery): Violation[] {
  if (to.kind !== 'unknown') return [];
  return [
    { location, detail: `only the deployment knows where its logs of ${kind} go (${to.text}), and how long they are kept` },
  ];
}

function tooSoon(store: Resource, kept: readonly LogDelivery[], index: TemplateIndex): Violation[] {
  if (kept.length === 0) return [];
  if (store.type === 'AWS::S3::Bucket' && lockedDays(store, index) >= SIX_MONTHS) return [];
  const found = kept.flatMap(({ kind, keys }) =>
    logEndsIn(store, keys, index)
      .filter(({ days = 0 }) => days < SIX_MONTHS)
      .map(({ location, days, given }): Violation => {
        const end = days === undefined ? `until ${given}` : `for ${inDays(days)}`;
        return { location, detail: `logs of ${kind} are kept ${end}, not for ${SIX_MONTHS} days` };
      }),
  );
  return [...new Map(found.map((violation) => [violation.detail, violation])).values()];
}
