import { InvalidParameterException } from "@aws-sdk/client-cloudwatch-logs";
import { fault, type Fault } from "../../core/errors.ts";
import { isPosition } from "./event-id.ts";

/** What a client is told who sends a token that this service did not make. */
export const invalidToken = (): Fault =>
  fault(InvalidParameterException, "The specified nextToken is invalid.");

/** Where to read on in a stream, and in which direction. */
export interface StreamPosition {
  readonly direction: "forward" | "backward";
  /** An event's id, or a place beside one. */
  readonly position: string;
}

/** A token as GetLogEvents gives it: `f/` or `b/`, 56 digits, `/s`. */
export function writeStreamToken({
  direction,
  position,
}: StreamPosition): string {
  return `${direction === "forward" ? "f" : "b"}/${position}/s`;
}

/** @throws Fault InvalidParameterException */
export function readStreamToken(token: string): StreamPosition {
  const [letter = "", position = "", end, ...rest] = token.split("/");
  if (
    !["f", "b"].includes(letter) ||
    !isPosition(position) ||
    end !== "s" ||
    rest.length > 0
  )
    throw invalidToken();
  return { direction: letter === "f" ? "forward" : "backward", position };
}
