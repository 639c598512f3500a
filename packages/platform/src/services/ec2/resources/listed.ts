import { everyPage } from "../../../core/resource-pages.ts";

/** The identifiers of all that a Describe call tells of, on all its pages. */
export function listed<Page extends { NextToken?: string | undefined }>(
  ask: (page: { NextToken?: string }) => Promise<Page>,
  identifiersIn: (page: Page) => readonly (string | undefined)[] | undefined,
): Promise<readonly string[]> {
  return everyPage(async (NextToken) => {
    const page = await ask(NextToken === undefined ? {} : { NextToken });
    return {
      items: identifiersIn(page)?.filter((id) => id !== undefined),
      next: page.NextToken,
    };
  });
}
