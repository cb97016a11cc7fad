import type { Rule } from '../../rule';
import { copiesStayInResidency } from './copies-stay-in-residency';
import { noPublicSnapshots } from './no-public-snapshots';
import { recipientDeclared } from './recipient-declared';
import { staysInResidency } from './stays-in-residency';

export const RESIDENCY: readonly Rule[] = [staysInResidency, copiesStayInResidency, recipientDeclared, noPublicSnapshots];
