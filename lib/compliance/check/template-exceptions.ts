import { type Fault, FaultCollector } from '../../errors';
import { checkException, type ExceptionRecord, normalizeRuleId } from '../../exceptions';
import { type Acknowledgement, whyInvalid } from '../gate/acknowledgements';
import { isObject, type JsonObject } from '../template/resource';
import type { TemplateInput } from './template-input';

const FIELDS = ['rule', 'reason', 'owner', 'expires', 'ticket'];
const SHAPE = `a list of { ${FIELDS.join(', ')} }`;
const AT = ['Metadata', 'strongroom', 'exceptions'];

/**
 * The exceptions that stand in a plain template, on a resource: `Metadata: { strongroom: { exceptions: [{ rule, reason, owner,
 * expires, ticket }] } }`. What `except()` would refuse is kept, for the audit to refuse.
 *
 * @param faults takes what is no exception at all
 */
export function exceptionsOf(input: TemplateInput, faults: Fault[]): readonly Acknowledgement[] {
  const resources = isObject(input.template) ? input.template['Resources'] : undefined;
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const metadata = isObject(resource) && isObject(resource['Metadata']) ? resource['Metadata'] : {};
    if (metadata['strongroom'] === undefined) return [];
    return new ResourceExceptions(input, logicalId, faults).of(metadata['strongroom']);
  });
}

class ResourceExceptions {
  public constructor(
    private readonly input: TemplateInput,
    private readonly logicalId: string,
    private readonly faults: Fault[],
  ) {}

  public of(strongroom: unknown): readonly Acknowledgement[] {
    const list = isObject(strongroom) ? strongroom['exceptions'] : undefined;
    if (!Array.isArray(list)) {
      this.fault(AT, `${JSON.stringify(strongroom)} as Metadata.strongroom`, `exceptions: ${SHAPE}`);
      return [];
    }
    return list.flatMap((entry: unknown, position) => {
      const at = [...AT, String(position)];
      if (!isObject(entry)) {
        this.fault(at, JSON.stringify(entry), SHAPE);
        return [];
      }
      for (const field of Object.keys(entry).filter((name) => !FIELDS.includes(name)))
        this.fault([...at, field], `the field '${field}'`, `of ${FIELDS.join(', ')}`);
      return [this.acknowledgement(entry, at)];
    });
  }

  private acknowledgement(entry: JsonObject, at: readonly string[]): Acknowledgement {
    const { rule, reason, owner, expires, ticket } = entry;
    const exception: ExceptionRecord = {
      rule: normalizeRuleId(asText(rule)),
      reason: asText(reason),
      owner: asText(owner),
      expires: asText(expires),
      ...(ticket === undefined ? {} : { ticket: asText(ticket) }),
    };
    const invalid = whyInvalid(() => {
      const collector = new FaultCollector(`exception of '${this.logicalId}'`);
      checkException(collector, exception);
      collector.throwIfAny();
    });
    const path = `${this.input.name}/${this.logicalId}`;
    return { rule: exception.rule, path, exception, invalid, source: this.where(at), byCdk: false };
  }

  private fault(at: readonly string[], got: string, allowed: string): void {
    this.faults.push({ property: this.where(at), got, allowed });
  }

  private where(at: readonly string[]): string {
    const place = this.input.placeOf?.(['Resources', this.logicalId, ...at]);
    return place === undefined ? this.input.file : `${this.input.file}:${place.line}:${place.column}`;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
