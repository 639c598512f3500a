import { fault } from "../../../core/errors.ts";
import type { ResourceContext } from "../../../core/resource-type.ts";

/** How far a deployment into the accounts of an organization is, as `CREATE_IN_PROGRESS`. */
interface Deployment {
  readonly state: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

type Look = () => Promise<Deployment | undefined>;

/** Waits until all accounts have what is deployed. @throws Fault NotStabilized where one of them cannot have it */
export async function untilDeployed(
  look: Look,
  name: string,
  ctx: ResourceContext,
): Promise<void> {
  const deployment = await settled(look, ctx);
  if (deployment?.state?.endsWith("_FAILED") ?? true)
    throw notStabilized(name, "deployed to", deployment);
}

/** Waits until no account has it any longer. @throws Fault NotStabilized where one of them keeps it */
export async function untilUndeployed(
  look: Look,
  name: string,
  ctx: ResourceContext,
): Promise<void> {
  const deployment = await settled(look, ctx);
  if (deployment) throw notStabilized(name, "taken away from", deployment);
}

async function settled(
  look: Look,
  ctx: ResourceContext,
): Promise<Deployment | undefined> {
  let deployment: Deployment | undefined;
  await ctx.until(async () => {
    deployment = await look();
    return !deployment?.state?.endsWith("_IN_PROGRESS");
  });
  return deployment;
}

const notStabilized = (
  name: string,
  what: string,
  deployment: Deployment | undefined,
) =>
  fault(
    "NotStabilized",
    deployment?.ErrorMessage ?? `${name} was not ${what} every account.`,
    400,
  );
