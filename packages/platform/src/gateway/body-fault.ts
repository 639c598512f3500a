import { WireFault } from "@gatehouse/wire";
import { fault, type Fault } from "../core/errors.ts";
import { Disconnected } from "./body.ts";

/** The fault for a body that is not as promised, or whose sender went away; undefined for any other error. */
export function bodyFault(error: unknown): Fault | undefined {
  if (error instanceof WireFault)
    return fault(error.code, error.message, error.status);
  return error instanceof Disconnected || isBroken(error)
    ? fault("RequestTimeout", "The request's body did not arrive.", 400)
    : undefined;
}

/** How Node tells the reader of a stream that its connection is gone. */
function isBroken(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ECONNRESET" || error.code === "ERR_STREAM_PREMATURE_CLOSE")
  );
}
