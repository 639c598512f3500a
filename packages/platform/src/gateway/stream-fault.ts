import { WireFault } from "@gatehouse/wire";
import { fault, type Fault } from "../core/errors.ts";

/** The fault for a body that was not as promised, or whose sender went away; undefined for any other error. */
export function streamFault(error: unknown): Fault | undefined {
  if (error instanceof WireFault)
    return fault(error.code, error.message, error.status);
  return isDisconnect(error)
    ? fault("RequestTimeout", "The request's body did not arrive.", 400)
    : undefined;
}

function isDisconnect(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ECONNRESET" || error.code === "ERR_STREAM_PREMATURE_CLOSE")
  );
}
