import { serviceModel, type Claim, type ServiceModel } from "@gatehouse/wire";
import type { Service } from "../core/service.ts";

/** How a service is recognised before its code is loaded. */
export interface CatalogueEntry {
  /** The first segment of its actions, as `lambda`. */
  readonly name: string;
  /** The Smithy namespace of its model, as `com.amazonaws.lambda`. */
  readonly namespace: string;
  /** The service segment of SigV4 scopes. */
  readonly scope: string;
  /** The last segment of `X-Amz-Target` before the operation (JSON protocols), or of the CBOR path. */
  readonly target?: string;
  /** Where the calls of a global service belong, whatever Region they were signed for. */
  readonly homeRegion?: string;
  /** `Version` of its query protocol. */
  readonly queryVersion?: string;
  /** Kinds of events that it listens to: it is loaded when one happens. */
  readonly listensTo?: readonly string[];
  /** Tables whose rows are standing work: where one has any at the start, the service is loaded and resumes it. */
  readonly standing?: readonly string[];
  /** How the names of its CloudFormation resource types begin, as `AWS::SQS::`. */
  readonly resources?: readonly string[];
  readonly load: () => Promise<{ service: Service }>;
}

export interface LoadedService {
  readonly service: Service;
  readonly model: ServiceModel;
  readonly homeRegion: string | undefined;
}

/** The services by what requests and events say of them; each is loaded when it is first needed. */
export class Services {
  readonly entries: readonly CatalogueEntry[];
  readonly #loaded = new Map<string, Promise<LoadedService>>();

  constructor(entries: readonly CatalogueEntry[]) {
    this.entries = entries;
  }

  /** The service that a request claims to be for. S3 is the only one that is called without a signature by path alone. */
  claimed(claim: Claim): CatalogueEntry | undefined {
    const { entries } = this;
    const target = claim.target ?? claim.serviceName;
    if (target !== undefined)
      return entries.find((entry) => entry.target === target);
    if (claim.queryVersion !== undefined)
      return (
        entries.find(
          ({ queryVersion, scope }) =>
            queryVersion === claim.queryVersion && scope === claim.scope,
        ) ??
        entries.find(({ queryVersion }) => queryVersion === claim.queryVersion)
      );
    return entries.find(({ scope }) => scope === (claim.scope ?? "s3"));
  }

  named(name: string): CatalogueEntry | undefined {
    return this.entries.find((entry) => entry.name === name);
  }

  ofNamespace(namespace: string): CatalogueEntry | undefined {
    return this.entries.find((entry) => entry.namespace === namespace);
  }

  listeningTo(event: string): readonly CatalogueEntry[] {
    return this.entries.filter(({ listensTo }) => listensTo?.includes(event));
  }

  load(entry: CatalogueEntry): Promise<LoadedService> {
    let loading = this.#loaded.get(entry.name);
    if (!loading) {
      loading = entry.load().then(({ service }) => ({
        service,
        model: serviceModel({ ...service.sdk }),
        homeRegion: entry.homeRegion,
      }));
      this.#loaded.set(entry.name, loading);
    }
    return loading;
  }
}
