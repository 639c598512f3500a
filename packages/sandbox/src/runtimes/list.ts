import { javaFamily } from "./java.ts";
import { nodeFamily } from "./node.ts";
import { pythonFamily } from "./python.ts";
import type { Availability, RuntimeFamily } from "./runtime.ts";
import { isExecutable } from "./search-path.ts";

/** Every family of runtimes that the sandbox knows how to start. */
export const FAMILIES: readonly RuntimeFamily[] = [
  nodeFamily,
  pythonFamily,
  javaFamily,
];

/** Runtimes whose program comes with the function. */
export function isProvided(runtime: string): boolean {
  return /^provided(\.[a-z0-9]+)?$/.test(runtime);
}

/** The family of a runtime name, if one of ours. */
export function familyOf(runtime: string): RuntimeFamily | undefined {
  return FAMILIES.find(({ pattern }) => pattern.test(runtime));
}

/**
 * Finds the program for a runtime: a configured path by runtime or family name, else what the machine has.
 * For `provided*` the program is the function's own, so `binary` is just `bootstrap`.
 */
export function findRuntime(
  runtime: string,
  configured: Readonly<Record<string, string>>,
): Availability {
  if (isProvided(runtime)) return { ok: true, binary: "bootstrap" };
  const family = familyOf(runtime);
  const path =
    configured[runtime] ??
    configured[family?.name ?? /^[a-z]+/.exec(runtime)?.[0] ?? runtime];
  if (path !== undefined)
    return isExecutable(path)
      ? { ok: true, binary: path }
      : {
          ok: false,
          message: `Runtime ${runtime} is set to ${path}, which is no executable file.`,
        };
  return (
    family?.find(runtime) ?? {
      ok: false,
      message: `Runtime ${runtime} is not available here. Available: ${FAMILIES.map(({ name }) => `${name}*`).join(", ")}, provided*, and any runtime set to a program that speaks the Runtime API.`,
    }
  );
}
