import {
  bindParameters,
  parametersOf,
  type Template,
} from "@gatehouse/template";
import { checkCapabilities } from "../capabilities.ts";
import { keptParameters } from "../parameters.ts";
import { must, template } from "../plan.ts";
import { invalid } from "../stack.ts";
import type { StackParameter } from "../tables.ts";
import { declaredResources } from "../template-summary.ts";

/** Bytes of a set's template: it goes into each account as a request's body does. */
const LARGEST = 51_200;

/** A set's template, checked as far as it is the same everywhere. @throws Fault ValidationError, InsufficientCapabilities */
export function readSetTemplate(
  text: string,
  capabilities: readonly string[] = [],
): Template {
  if (Buffer.byteLength(text) > LARGEST)
    throw invalid(
      `A stack set's template of more than ${LARGEST} bytes is not offered.`,
    );
  const read = template(text);
  checkCapabilities(declaredResources(read), read, capabilities);
  return read;
}

/**
 * A set's parameters: all that the template declares. Those that name some of the Parameter Store are looked up by each
 * stack, in its own account and Region. @throws Fault ValidationError
 */
export function setParameters(
  read: Template,
  given: Readonly<Record<string, string>>,
): readonly StackParameter[] {
  const declared = must(parametersOf(read));
  const unread = declared.flatMap(({ name, lookedUp }) =>
    lookedUp === "value" ? [[name, ""]] : [],
  );
  must(bindParameters(read, given, Object.fromEntries(unread)));
  return keptParameters(declared, given);
}
