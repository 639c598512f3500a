import { pathOf, type GuardValue } from "../value.ts";

export type Merged =
  | { readonly ok: true; readonly value: GuardValue }
  | { readonly ok: false; readonly message: string };

/** Two documents as one. As in cfn-guard, they may not have a key in common. */
export function merged(parameters: GuardValue, document: GuardValue): Merged {
  if (parameters.kind === "list" && document.kind === "list")
    return {
      ok: true,
      value: { ...document, value: [...parameters.value, ...document.value] },
    };
  if (parameters.kind !== "map" || document.kind !== "map")
    return {
      ok: false,
      message:
        "Input parameters and document must both be structs, or both be lists",
    };
  for (const key of parameters.value.keys())
    if (document.value.has(key))
      return {
        ok: false,
        message: `The key ${key} stands in the input parameters and in the document at ${pathOf(document) || "/"}`,
      };
  return {
    ok: true,
    value: {
      ...document,
      value: new Map([...parameters.value, ...document.value]),
    },
  };
}
