/** Values by their key, in their order. */
export function grouped<K, V>(pairs: Iterable<readonly [K, V]>): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) append(groups, key, value);
  return groups;
}

/** Adds values to those of a key. */
export function append<K, V>(groups: Map<K, V[]>, key: K, ...values: readonly V[]): void {
  const same = groups.get(key);
  if (same === undefined) groups.set(key, [...values]);
  else same.push(...values);
}
