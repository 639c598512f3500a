import { given } from "../../../core/resource-input.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
  type ResourceType,
} from "../../../core/resource-type.ts";
import { lowered, raised } from "./initials.ts";
import { schemaOf } from "./schemas.ts";

/** How a recorder or a delivery channel is put and found: by its name and the settings that a template gives it. */
interface Kept<Found extends { name?: string | undefined }> {
  readonly typeName: string;
  readonly settings: readonly string[];
  /** Those of these names, all where none are given; none for a name that is gone. */
  find(
    names: string[] | undefined,
    ctx: ResourceContext,
  ): Promise<readonly Found[]>;
  put(wanted: Found, ctx: ResourceContext): Promise<void>;
  /** Puts a new one, and does whatever else it then needs. */
  make(
    name: string,
    put: () => Promise<void>,
    ctx: ResourceContext,
  ): Promise<void>;
  delete(name: string, ctx: ResourceContext): Promise<void>;
}

/** A resource type for what Config keeps under a name, of which a put makes one or changes it. */
export function keptType<Found extends { name?: string | undefined }>(
  kind: Kept<Found>,
): ResourceType {
  const { typeName, settings } = kind;
  const find = async (name: string, ctx: ResourceContext) =>
    (await kind.find([name], ctx))[0];
  const put = (name: string, properties: Properties, ctx: ResourceContext) =>
    kind.put({ name, ...(lowered(given(properties, settings)) as Found) }, ctx);
  return resourceType({
    typeName,
    schema: schemaOf(typeName),

    async create(properties, ctx) {
      const name = (properties["Name"] as string) ?? ctx.name({ most: 256 });
      // To put one that is there would change it.
      await refuseExisting(
        typeName,
        name,
        ctx,
        async () => (await find(name, ctx)) !== undefined,
      );
      await kind.make(name, () => put(name, properties, ctx), ctx);
      return name;
    },

    async read(Id, ctx) {
      const found = await find(Id, ctx);
      return (
        found && {
          Id,
          Name: Id,
          ...given(raised(found) as Properties, settings),
        }
      );
    },

    async update(name, { after }, ctx) {
      await put(name, after, ctx);
    },

    delete: (name, ctx) => kind.delete(name, ctx),

    async list(ctx) {
      const all = await kind.find(undefined, ctx);
      return all.map(({ name = "" }) => name);
    },
  });
}
