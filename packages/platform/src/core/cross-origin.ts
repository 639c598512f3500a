import type { RequestHead } from "@gatehouse/wire";
import type { NeedsContext } from "./context.ts";

/** How a service answers browsers that act for pages of other origins. */
export interface CrossOrigin {
  /** The headers that allow what a browser asks for beforehand. @throws Fault where it is not allowed */
  readonly preflight: (
    head: RequestHead,
    ctx: NeedsContext,
  ) => Promise<Record<string, string>>;
  /** The headers of any other answer that let the page see it; none where it may not. */
  readonly headers: (
    head: RequestHead,
    ctx: NeedsContext,
  ) => Promise<Record<string, string>>;
}
