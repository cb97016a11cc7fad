import * as v from 'valibot';

/** What the function is called with: EventBridge's scheduled event, or nothing. Neither says anything the check depends on. */
const EVENT = v.union([
  v.looseObject({ source: v.literal('aws.events'), 'detail-type': v.literal('Scheduled Event') }),
  v.strictObject({}),
]);

const SETTINGS = v.object({
  ENVIRONMENT: v.pipe(v.string(), v.minLength(1)),
  DECLARATION_PATH: v.pipe(v.string(), v.startsWith('/')),
  EVENT_BUS_NAME: v.pipe(v.string(), v.minLength(1)),
  // A check of nothing would look like a check that found nothing.
  KEYS: v.pipe(
    v.string(),
    v.parseJson(),
    v.record(v.string(), v.strictObject({ keyId: v.pipe(v.string(), v.minLength(1)), existing: v.boolean() })),
    v.minEntries(1),
    v.transform((keys) => Object.entries(keys).map(([purpose, key]) => ({ purpose, ...key }))),
  ),
});
/** What the function is told by its environment variables. */
export type Settings = v.InferOutput<typeof SETTINGS>;

/** Something that the function can't work with: the message names the field and what is allowed there. */
export class BadInputError extends Error {
  public override readonly name = 'BadInputError';
}

/** @throws BadInputError when it is neither a scheduled event nor `{}` */
export function assertEvent(event: unknown): void {
  if (v.is(EVENT, event)) return;
  throw new BadInputError(
    "event: must be a scheduled event of EventBridge (source 'aws.events', detail-type 'Scheduled Event') or {}",
  );
}

/** @throws BadInputError naming every variable that is missing or wrong */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = v.safeParse(SETTINGS, environment);
  if (parsed.success) return parsed.output;
  throw new BadInputError(parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; '));
}
