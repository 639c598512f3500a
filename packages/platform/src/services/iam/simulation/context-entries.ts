import { InvalidInputException, type ContextEntry } from "@aws-sdk/client-iam";
import type { ContextValue } from "@gatehouse/authz";
import { fault } from "../../../core/errors.ts";

/** The context that a simulation is given: a key of a list type has many values, any other has one. @throws Fault InvalidInput */
export function contextOfEntries(
  entries: readonly ContextEntry[] = [],
): ReadonlyMap<string, ContextValue> {
  const context = new Map<string, ContextValue>();
  for (const entry of entries) {
    const { ContextKeyName: name, ContextKeyType: type } = entry;
    const values = entry.ContextKeyValues ?? [];
    if (name === undefined || type === undefined)
      throw fault(
        InvalidInputException,
        "A context entry must have a ContextKeyName and a ContextKeyType.",
      );
    if (type.endsWith("List")) context.set(name.toLowerCase(), values);
    else if (values.length > 1)
      throw fault(
        InvalidInputException,
        `The context key ${name} of type ${type} must have a single value.`,
      );
    else if (values[0] !== undefined)
      context.set(name.toLowerCase(), values[0]);
  }
  return context;
}
