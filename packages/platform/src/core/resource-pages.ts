/** Gathers the items of every page of a listing. @param ask answers one page, and the token of the next if there is one */
export async function everyPage<Item>(
  ask: (token: string | undefined) => Promise<{
    readonly items: readonly Item[] | undefined;
    readonly next: string | undefined;
  }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    items.push(...(page.items ?? []));
    token = page.next;
  } while (token !== undefined);
  return items;
}
