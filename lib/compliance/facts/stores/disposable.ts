import { DISPOSABLE_TAG } from '../../../declaration/control-tags';
import type { Resource } from '../../template/resource';
import { type DeclaredData, declarationsOf } from './declared-data';

/** Whether a store of data about persons says that the data is made up: every replica, of a global table. */
export function isDisposable(store: Resource): boolean {
  const personal = declarationsOf(store).filter((declared) => declared.personal);
  return personal.length > 0 && personal.every(isMarked);
}

/** Whether all that a store of anything declares says that it is one of a disposable environment. */
export function isMarkedDisposable(store: Resource): boolean {
  return declarationsOf(store).every(isMarked);
}

function isMarked(declared: DeclaredData): boolean {
  return declared.tag(DISPOSABLE_TAG) === 'true';
}
