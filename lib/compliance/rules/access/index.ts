import type { Rule } from '../../rule';
import { ciSubjectPinned } from './ci-subject-pinned';
import { externalAccessAnalyzed } from './external-access-analyzed';
import { noEscalation } from './no-escalation';
import { noUsersNoKeys } from './no-users-no-keys';
import { noWildcardData } from './no-wildcard-data';
import { notPublic } from './not-public';
import { personsUseMfa } from './persons-use-mfa';
import { poolMfaRequired } from './pool-mfa-required';
import { rolesBounded } from './roles-bounded';
import { servicePrincipalsBound } from './service-principals-bound';
import { sessionsShort } from './sessions-short';
import { wildcardsConfined } from './wildcards-confined';

export const ACCESS: readonly Rule[] = [
  notPublic,
  personsUseMfa,
  rolesBounded,
  noWildcardData,
  noEscalation,
  noUsersNoKeys,
  servicePrincipalsBound,
  ciSubjectPinned,
  poolMfaRequired,
  sessionsShort,
  externalAccessAnalyzed,
  wildcardsConfined,
];
