import { Framework } from '../../citation';
import { VOLUME_TYPES } from '../../facts/backups/snapshot-policies';
import { personalStores } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import { existsWith } from '../../template/existence';
import { ENVIRONMENT_TYPE } from '../../template/template-index';
import { isAlways } from '../../template/values';

const BLOCK = 'AWS::EC2::SnapshotBlockPublicAccess';
const STATE = 'block-all-sharing';

/**
 * Where volumes hold data about persons, their account and region lets nobody share snapshots with everyone, and takes back what was
 * shared before: sharing new ones alone is not enough to block. Other snapshots, such as those of databases, have no setting of this
 * kind; what keeps them private is that what rests under a customer-managed key can't be public.
 */
export const noPublicSnapshots: Rule = {
  id: 'NoPublicSnapshots',
  severity: 'error',
  resourceTypes: [ENVIRONMENT_TYPE],
  why: 'A snapshot that is shared with everyone gives away the whole volume, to people who leave no trace.',
  fix: `Add one '${BLOCK}' with 'State' '${STATE}' to the account and region.`,
  cites: {
    [Framework.GDPR]: ['5(1)(f)', '32(1)(b)'],
    [Framework.PIPL]: ['25', '51(3)'],
    [Framework.ISO27001]: ['8.3', '8.12'],
    [Framework.NIST80053]: ['AC-3'],
  },
  exceptable: false,
  accountWide: true,
  check: (environment, index) => {
    const personal = index.derive(personalStores);
    const volumes = index.inEnvironmentOf(environment, ...VOLUME_TYPES).filter((volume) => personal.has(volume));
    const [first] = volumes;
    if (first === undefined) return NOT_APPLICABLE;
    const blocks = index.inEnvironmentOf(environment, BLOCK).filter((block) => existsWith(block));
    if (blocks.some((block) => isAlways(index, block, 'State', (state) => state === STATE))) return violationsOrCompliant([]);
    const detail = `snapshots of volumes with data about persons, such as '${first.path}', can be shared with everyone: no ${BLOCK} is there that surely has the state '${STATE}'`;
    return violationsOrCompliant([{ detail }]);
  },
};
