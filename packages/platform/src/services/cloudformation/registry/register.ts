import type { Context } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { readHookPackage } from "./hook-package.ts";
import {
  deregisteredTypes,
  hookTypes,
  hookVersions,
  registrations,
  type HookVersionRow,
  type RegistrationRow,
} from "./tables.ts";

/** A package waits to be looked at. */
export const registrationBegun = event<{ token: string }>(
  "cloudformation.RegistrationBegun",
  { lane: ({ token }) => token },
);

/** Looks at a package, and makes a version of it. */
export async function register(
  { token }: { token: string },
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(registrations);
  const registration = await rows.get(token);
  if (registration?.status !== "IN_PROGRESS") return;
  const reading = await readHookPackage(
    registration.package,
    registration.typeName,
    ctx.blobs,
  );
  if (!reading.ok) {
    await rows.put({
      ...registration,
      status: "FAILED",
      description: reading.reason.slice(0, 1024),
    });
    return;
  }
  const versionId = await addVersion(registration, reading.hook, ctx);
  await rows.put({
    ...registration,
    status: "COMPLETE",
    versionId,
    description:
      "Deployment is currently in DEPLOY_STAGE of status COMPLETED; ",
  });
}

/** The first version of a type is its default; later ones wait to be made it. */
async function addVersion(
  registration: RegistrationRow,
  hook: Omit<
    HookVersionRow,
    "typeName" | "versionId" | "createdAt" | "deprecated"
  >,
  ctx: Context,
): Promise<string> {
  const { typeName, executionRoleArn, logging } = registration;
  const known = await ctx.table(hookTypes).get(typeName);
  const gone = await ctx.table(deregisteredTypes).get(typeName);
  const count = ((known ?? gone)?.versions ?? 0) + 1;
  const versionId = String(count).padStart(8, "0");
  const now = ctx.now();
  const row: HookVersionRow = {
    ...hook,
    typeName,
    versionId,
    createdAt: now,
    deprecated: false,
    ...(executionRoleArn === undefined ? {} : { executionRoleArn }),
    ...(logging === undefined ? {} : { logging }),
  };
  await ctx.table(hookVersions).put(row);
  if (gone) await ctx.table(deregisteredTypes).delete(typeName);
  await ctx.table(hookTypes).put({
    ...(known ?? { typeName, defaultVersionId: versionId, createdAt: now }),
    versions: count,
    updatedAt: now,
  });
  return versionId;
}
