import type { Caller } from "../../core/caller.ts";
import type { Place } from "../../core/context.ts";
import type { Workplace } from "../../core/workplace.ts";
import type { OperationRow, StackRow } from "./tables.ts";

/** What CloudFormation's own resource types know of the stack that they are in. */
export interface AroundType {
  readonly workplace: Workplace;
  readonly place: Place;
  readonly stack: StackRow;
  readonly operation: OperationRow;
  readonly as: Caller;
}
