/** Values by their key, in their order. */
export function grouped<K, V>(pairs: Iterable<readonly [K, V]>): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [value]);
    else same.push(value);
  }
  return groups;
}
