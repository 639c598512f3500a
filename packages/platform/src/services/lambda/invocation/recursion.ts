import { createHash } from "node:crypto";
import { RecursiveInvocationException } from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import {
  visitsOf,
  withVisit,
  type TraceHeader,
} from "../../../core/trace-header.ts";
import type { FunctionRow } from "../tables.ts";

/** Runs of one function in one chain of calls, before the next is stopped (Lambda guide, "Recursive loop detection"). */
const RUNS_AT_MOST = 16;

/**
 * Whether a call came round so often that it is stopped. The chain is told by the lineage in the trace header, which
 * the SDKs take from the function's environment to the services that it calls.
 */
export function isLoop(
  header: TraceHeader,
  functionArn: string,
  owner: Pick<FunctionRow, "recursiveLoop">,
): boolean {
  return (
    owner.recursiveLoop !== "Allow" &&
    visitsOf(header, resourceOf(functionArn)) >= RUNS_AT_MOST
  );
}

/** The header that a function's own calls carry on. */
export function lineageThrough<Header extends TraceHeader>(
  header: Header,
  functionArn: string,
): TraceHeader {
  return withVisit(header, resourceOf(functionArn));
}

/** AWS's answer to the caller whose call was stopped. */
export function stopped() {
  return fault(RecursiveInvocationException, STOPPED);
}

export const STOPPED =
  "Lambda has detected your function being invoked in a recursive loop with other AWS resources and stopped your function's invocation.";

/** Eight digits that stand for a function: hashing at every call would be in vain. */
function resourceOf(functionArn: string): string {
  let digits = known.get(functionArn);
  if (digits === undefined) {
    digits = createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
    if (known.size >= KNOWN_AT_MOST) known.clear();
    known.set(functionArn, digits);
  }
  return digits;
}

const KNOWN_AT_MOST = 10_000;
const known = new Map<string, string>();
