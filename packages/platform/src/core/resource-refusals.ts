import { fault } from "./errors.ts";
import type { Properties, ResourceContext } from "./resource-type.ts";

/**
 * Refuses to make what is there already, where a service would take it over in silence. To be asked right before the
 * call that makes it: a step that begins again after a crash may well find what it made itself. @throws Fault AlreadyExists, in CloudFormation's words
 */
export async function refuseExisting(
  typeName: string,
  identifier: string,
  ctx: ResourceContext,
  exists: () => Promise<boolean>,
): Promise<void> {
  if ((await ctx.isRepeated()) || !(await exists())) return;
  throw fault(
    "AlreadyExists",
    `Resource of type '${typeName}' with identifier '${identifier}' already exists.`,
    400,
  );
}

/** Refuses properties that a type has and that nothing here would honour. @throws Fault InvalidRequest */
export function refuseUnbuilt(
  typeName: string,
  properties: Properties,
  unbuilt: readonly string[],
): void {
  const given = unbuilt.filter((name) => properties[name] !== undefined);
  if (given.length > 0)
    throw fault(
      "InvalidRequest",
      `${given.join(", ")} of ${typeName}: not built.`,
      400,
    );
}
