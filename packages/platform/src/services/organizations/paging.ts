import type { Context } from "../../core/context.ts";
import {
  organizationNodes,
  type OrganizationNode,
} from "../../core/identity/organization.ts";
import { page, type Page } from "../../core/page.ts";
import type { Key } from "../../store/key.ts";
import { invalidToken } from "./faults.ts";

/** How Organizations' lists are asked for: 20 items where no number is given. */
export interface Paging {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

export const DEFAULT_RESULTS = 20;

/** One page of nodes, in the order of an index. */
export function pageOfNodes(
  index: "byParent" | "byKind" | "byPolicy",
  prefix: Key,
  { NextToken, MaxResults = DEFAULT_RESULTS }: Paging,
  ctx: Context,
): Promise<Page<OrganizationNode>> {
  return page(
    ctx.table(organizationNodes),
    { index, prefix, limit: MaxResults },
    NextToken,
    invalidToken,
  );
}

/** `NextToken` only where more follows. */
export const more = (nextToken: string | undefined): { NextToken?: string } =>
  nextToken === undefined ? {} : { NextToken: nextToken };
