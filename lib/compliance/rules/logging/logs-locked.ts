import { Framework } from '../../citation';
import { sureStatements } from '../../facts/encryption/sure-denials';
import { inDays } from '../../facts/lifecycle/dates';
import { logDestinationsOf } from '../../facts/logs/log-destinations';
import { lockedDays } from '../../facts/logs/log-retention';
import { LogKind } from '../../facts/logs/log-sources';
import type { Statement } from '../../facts/policies/statement';
import { isMarkedDisposable } from '../../facts/stores/disposable';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isAlways, isTrue } from '../../template/values';

/** What makes a bucket an archive of logs. */
const ARCHIVED: readonly LogKind[] = [LogKind.TRAIL, LogKind.FLOW];
const SIX_MONTHS = 184;
const DELETIONS = ['s3:DeleteObject', 's3:DeleteObjectVersion'];

/**
 * What is in an archive of trails or flow logs, nobody deletes or replaces: Object Lock keeps it for six months or more, or the
 * policy of the versioned bucket denies deletion to everyone, without a condition. In a disposable environment Object Lock is
 * enabled, and locks nothing by default, or the archive could not go with its stack.
 */
export const logsLocked: Rule = {
  id: 'LogsLocked',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'An intruder deletes the logs of the intrusion first.',
  fix: `Use a LogArchive, or give the bucket 'ObjectLockEnabled' true and an 'ObjectLockConfiguration' with a default retention of ${SIX_MONTHS} days or more.`,
  cites: {
    [Framework.GDPR]: ['5(1)(f)', '5(2)', '32(1)(b)'],
    [Framework.PIPL]: ['51(6)'],
    [Framework.ISO27001]: ['8.15', '5.28', '5.33'],
    [Framework.NIST80053]: ['AU-9'],
    [Framework.MLPS3]: ['8.1.3.5', '8.1.4.3'],
  },
  exceptable: true,
  check: (bucket, index) => {
    const kinds = new Set(
      index
        .derive(logDestinationsOf)
        .into(bucket)
        .map(({ kind }) => kind),
    );
    const archived = ARCHIVED.filter((kind) => kinds.has(kind));
    if (archived.length === 0) return NOT_APPLICABLE;
    const logs = `logs of ${archived.join(' and of ')}`;
    const enabled = isAlways(index, bucket, 'ObjectLockEnabled', isTrue);
    const days = lockedDays(bucket, index);
    if (days >= SIX_MONTHS || (enabled && isMarkedDisposable(bucket)) || refusesDeletion(bucket, index)) return COMPLIANT;
    const detail = !enabled
      ? `the bucket holds ${logs}, and neither Object Lock nor its policy keeps anyone from deleting them`
      : `the bucket holds ${logs}, and Object Lock keeps them ${days === 0 ? 'for no time by default' : `for ${inDays(days)} only`}, not for ${SIX_MONTHS} days`;
    return violationsOrCompliant([
      { location: `Properties.${enabled ? 'ObjectLockConfiguration' : 'ObjectLockEnabled'}`, detail },
    ]);
  },
};

/** Without versions, whoever may write replaces what is there. */
function refusesDeletion(bucket: Resource, index: TemplateIndex): boolean {
  const denials = (index.derive(sureStatements).get(bucket) ?? []).filter(deniesEveryone);
  return (
    DELETIONS.every((action) => denials.some((statement) => statement.covers(action))) &&
    isAlways(index, bucket, 'VersioningConfiguration.Status', (status) => status === 'Enabled')
  );
}

function deniesEveryone(statement: Statement): boolean {
  const everyObject = statement.resources.some((text) => /^(\*|[^/]+\/?\*)$/.test(text.replace(/\$\{[^}$]*\}/g, 'x')));
  return !statement.allows && statement.forAnyone && !statement.notPrincipal && statement.conditions.length === 0 && everyObject;
}
