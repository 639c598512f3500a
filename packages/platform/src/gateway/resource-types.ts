import type { ResourceType, ResourceTypes } from "../core/resource-type.ts";
import type { CatalogueEntry, Services } from "./services.ts";

/** The resource types of the services, each service's loaded when one of them is asked for. */
export class OfferedResourceTypes implements ResourceTypes {
  readonly #services: () => Services;
  readonly #loaded = new Map<string, Promise<readonly ResourceType[]>>();

  constructor(services: () => Services) {
    this.#services = services;
  }

  async find(typeName: string): Promise<ResourceType | undefined> {
    for (const entry of this.#services().entries)
      if (entry.resources?.some((start) => typeName.startsWith(start)))
        for (const type of await this.#of(entry))
          if (type.typeName === typeName) return type;
    return undefined;
  }

  async names(): Promise<readonly string[]> {
    const offering = this.#services().entries.filter(
      ({ resources }) => resources,
    );
    const types = await Promise.all(offering.map((entry) => this.#of(entry)));
    return types
      .flat()
      .map(({ typeName }) => typeName)
      .toSorted();
  }

  #of(entry: CatalogueEntry): Promise<readonly ResourceType[]> {
    let loading = this.#loaded.get(entry.name);
    if (!loading) this.#loaded.set(entry.name, (loading = this.#load(entry)));
    return loading;
  }

  async #load(entry: CatalogueEntry): Promise<readonly ResourceType[]> {
    const { service } = await this.#services().load(entry);
    const types = (await service.resourceTypes?.()) ?? {};
    return Object.values(types).filter(isResourceType);
  }
}

/** A service's `resources/index.ts` may export other things beside its types. */
function isResourceType(value: unknown): value is ResourceType {
  return typeof value === "object" && value !== null && "typeName" in value;
}
