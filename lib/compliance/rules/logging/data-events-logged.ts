import { Framework } from '../../citation';
import { DATA_EVENTS, recordDataEvents } from '../../facts/logs/data-events';
import { type EventSelector, eventSelectorsOf } from '../../facts/logs/event-selectors';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import { isObject, type Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isAlways, isFalse, isTrue, read } from '../../template/values';

/**
 * A trail, or an event data store, records every read from and every write to a store of data about persons: the objects of a
 * bucket, the items of a table. Several may share the work. A selector that names events or users, or leaves out what may be in
 * the store, does not count.
 */
export const dataEventsLogged: Rule = {
  id: 'DataEventsLogged',
  severity: 'error',
  resourceTypes: Object.keys(DATA_EVENTS),
  why: 'Management events tell who changed a bucket or table, and never who read the data in it: after a breach, nobody knows whose data is gone.',
  fix: "Make an AuditTrail, or give a trail of the account an advanced event selector with 'eventCategory' Data and the store's 'resources.type', for all resources or for its ARN, without 'readOnly'.",
  cites: {
    [Framework.GDPR]: ['5(2)', '33(3)(a)'],
    [Framework.PIPL]: ['51(6)', '54', '57'],
    [Framework.ISO27001]: ['8.15', '5.28'],
    [Framework.NIST80053]: ['AU-2', 'AU-3', 'AU-12'],
    [Framework.MLPS3]: ['8.1.4.3'],
  },
  exceptable: true,
  accountWide: true,
  check: (store, index) => {
    if (personalDataIn(store, index) === undefined) return NOT_APPLICABLE;
    const selectors = index
      .inAccountOf(store, ...RECORDERS)
      .filter((recorder) => sees(recorder, store, index))
      .flatMap((recorder) => index.derive(selectorsByRecorder).get(recorder) ?? []);
    const missing = (['reads', 'writes'] as const).filter((what) => !recordDataEvents(selectors, what, store, index));
    if (missing.length === 0) return violationsOrCompliant([]);
    const [verb, what] = store.type === 'AWS::S3::Bucket' ? ['S3', 'objects'] : ['DynamoDB', 'items'];
    return violationsOrCompliant([
      {
        detail: `no trail of the account surely records every ${missing.map((one) => one.replace(/s$/, '')).join(' and ')} of the ${what} (data events of ${verb}: '${DATA_EVENTS[store.type]}')`,
      },
    ]);
  },
};

const RECORDERS = ['AWS::CloudTrail::Trail', 'AWS::CloudTrail::EventDataStore'];

/** Selectors of every trail and event data store that surely records. Made once by `index.derive(selectorsByRecorder)`. */
function selectorsByRecorder(index: TemplateIndex): ReadonlyMap<Resource, readonly EventSelector[]> {
  const recording = index.ofType(...RECORDERS).filter((recorder) => {
    const on =
      recorder.type === 'AWS::CloudTrail::Trail'
        ? isAlways(index, recorder, 'IsLogging', isTrue)
        : isAlways(index, recorder, 'IngestionEnabled', (value) => !isFalse(value));
    return on && existsWith(recorder);
  });
  return new Map(recording.map((recorder) => [recorder, eventSelectorsOf(recorder, index)]));
}

/** A recorder of one region sees that region; a trail is one unless it says otherwise, an event data store is none. */
function sees(recorder: Resource, store: Resource, index: TemplateIndex): boolean {
  const everywhere =
    recorder.type === 'AWS::CloudTrail::Trail'
      ? isAlways(index, recorder, 'IsMultiRegionTrail', isTrue)
      : isAlways(index, recorder, 'MultiRegionEnabled', (value) => !isFalse(value));
  const { region } = index.environmentOf(recorder);
  return everywhere || (region === index.environmentOf(store).region && !isInSeveralRegions(store, index));
}

function isInSeveralRegions(store: Resource, index: TemplateIndex): boolean {
  if (store.type !== 'AWS::DynamoDB::GlobalTable') return false;
  const { region } = index.environmentOf(store);
  const regions = read(index, store, 'Replicas.*.Region');
  return !regions.every((replica) => replica.kind === 'literal' && !isObject(replica.value) && replica.value === region);
}
