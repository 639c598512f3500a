/** Adds an item to the list under a key. */
export function gather<Key, Item>(
  lists: Map<Key, Item[]>,
  key: Key,
  item: Item,
): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
