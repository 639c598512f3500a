import { fault } from "../../../core/errors.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
  type ResourceType,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { schemaOf } from "./schemas.ts";

/** How far a deployment into the accounts of an organization is, as `CREATE_IN_PROGRESS`. */
interface Deployment {
  readonly state: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

/** How one kind of what is deployed into the accounts of an organization is put, found and deleted by its name. */
interface Deployed<Found> {
  readonly typeName: string;
  /** The property with the name. */
  readonly named: string;
  put(properties: Properties, ctx: ResourceContext): Promise<void>;
  find(name: string, ctx: ResourceContext): Promise<Found | undefined>;
  shown(found: Found, ctx: ResourceContext): Promise<Properties>;
  look(name: string, ctx: ResourceContext): Promise<Deployment | undefined>;
  /** Begins to take it away; one that is gone is no error. */
  remove(name: string, ctx: ResourceContext): Promise<void>;
  namesOn(
    page: { NextToken?: string },
    ctx: ResourceContext,
  ): Promise<{ items: string[] | undefined; next: string | undefined }>;
}

/** A resource type for what is there once all accounts of an organization have it, and gone once none has. */
export function deployedType<Found>(kind: Deployed<Found>): ResourceType {
  const { typeName, named } = kind;
  const deployed = (name: string, ctx: ResourceContext) =>
    untilDeployed(() => kind.look(name, ctx), name, ctx);
  const remove = async (name: string, ctx: ResourceContext) => {
    await kind.remove(name, ctx);
    await untilUndeployed(() => kind.look(name, ctx), name, ctx);
  };
  return resourceType({
    typeName,
    schema: schemaOf(typeName),

    async create(properties, ctx) {
      const name = properties[named] as string;
      await refuseExisting(
        typeName,
        name,
        ctx,
        async () => (await kind.find(name, ctx)) !== undefined,
      );
      await kind.put(properties, ctx);
      await wholeOrGone(
        () => deployed(name, ctx),
        () => remove(name, ctx),
      );
      return name;
    },

    async read(name, ctx) {
      const found = await kind.find(name, ctx);
      return found && kind.shown(found, ctx);
    },

    async update(name, { after }, ctx) {
      await kind.put(after, ctx);
      await deployed(name, ctx);
    },

    delete: remove,

    list: (ctx) =>
      everyPage((NextToken) =>
        kind.namesOn(NextToken === undefined ? {} : { NextToken }, ctx),
      ),
  });
}

type Look = () => Promise<Deployment | undefined>;

/** Waits until all accounts have what is deployed. @throws Fault NotStabilized where one of them cannot have it */
async function untilDeployed(
  look: Look,
  name: string,
  ctx: ResourceContext,
): Promise<void> {
  const deployment = await settled(look, ctx);
  if (deployment?.state?.endsWith("_FAILED") ?? true)
    throw notStabilized(name, "deployed to", deployment);
}

/** Waits until no account has it any longer. @throws Fault NotStabilized where one of them keeps it */
async function untilUndeployed(
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
