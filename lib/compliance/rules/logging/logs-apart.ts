import { Framework } from '../../citation';
import { LOG_STORE_TYPES, logDestinationsOf } from '../../facts/logs/log-destinations';
import { LOG_SOURCE_TYPES } from '../../facts/logs/log-sources';
import { personalDataIn, personalStores } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';

/**
 * Logs of services stay apart from the data of persons: no bucket or log group that is declared to hold such data takes a trail,
 * flow logs, access logs or the like. The violation is at the store; at the source, where nobody knows where its logs go.
 */
export const logsApart: Rule = {
  id: 'LogsApart',
  severity: 'error',
  resourceTypes: [...new Set([...LOG_STORE_TYPES, ...LOG_SOURCE_TYPES])],
  why: 'Who works with the data could read and change the record of it, and the rules that erase data would erase the record.',
  fix: 'Send the logs to a bucket or log group of their own, such as a LogArchive, that is declared as internal and holds nothing else.',
  cites: {
    [Framework.GDPR]: ['5(1)(f)'],
    [Framework.PIPL]: ['51(2)'],
    [Framework.ISO27001]: ['8.15'],
    [Framework.NIST80053]: ['AU-9(2)'],
  },
  exceptable: true,
  check: (resource, index) => {
    if (index.derive(personalStores).size === 0) return NOT_APPLICABLE;
    const destinations = index.derive(logDestinationsOf);
    const sent = destinations.from(resource);
    const kept = destinations.into(resource);
    if (sent.length === 0 && kept.length === 0) return NOT_APPLICABLE;
    const personal = kept.length === 0 ? undefined : personalDataIn(resource, index);
    const kinds = [...new Set(kept.map(({ kind }) => kind))].join(', of ');
    return violationsOrCompliant([
      ...sent.flatMap(({ to, kind, location }): Violation[] => {
        if (to.kind !== 'unknown') return [];
        return [
          {
            location,
            detail: `only the deployment knows where its logs of ${kind} go (${to.text}): it may be among data of persons`,
          },
        ];
      }),
      ...(personal === undefined
        ? []
        : [{ location: personal.location, detail: `the store holds ${personal.category} data, and takes logs of ${kinds}` }]),
    ]);
  },
};
