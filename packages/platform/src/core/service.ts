import type { Context } from "./context.ts";
import type { CrossOrigin } from "./cross-origin.ts";
import type { EventKind } from "./event.ts";
import type { Hosted } from "./hosted.ts";
import type { Operation } from "./operation.ts";
import type { LoadResourceTypes } from "./resource-type.ts";
import type { Workplace } from "./workplace.ts";

/** A service as the platform serves it. */
export interface Service {
  /** The first segment of its ARNs and actions, as `lambda`. */
  readonly name: string;
  /** The namespace of its SDK client package: the model comes from it. */
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly operations: ReadonlyMap<string, Operation>;
  /** The policy attached to a resource of the service, for the decision about an action on it. */
  readonly resourcePolicy?: ResourcePolicyOf;
  readonly listeners: readonly Listener[];
  /** What a denial is called on the wire, where it is neither AccessDenied nor AccessDeniedException. */
  readonly denialCode?: string;
  /** The CloudFormation resource types of its resources. */
  readonly resourceTypes?: LoadResourceTypes;
  /** What it serves at hosts of its own besides its API. */
  readonly hosted?: Hosted;
  /** How it answers browsers that act for pages of other origins. */
  readonly crossOrigin?: CrossOrigin;
  /** The input member that the path of a query call names, where calls are posted to the resource itself. */
  readonly addressed?: string;
  /** Goes on with the work that stands; called at the start where its catalogue entry's tables have rows. */
  readonly resume?: (workplace: Workplace) => void;
}

export type ResourcePolicyOf = (
  resource: string,
  action: string,
  ctx: Context,
) => Promise<ResourcePolicy | undefined>;

/** What stands on the resource's side of a decision. */
export interface ResourcePolicy {
  /** Undefined where the resource has no policy. */
  readonly document: string | undefined;
  /** Trust policies and key policies must allow even in the same account. */
  readonly kind: "resource" | "trust" | "key";
  /** The account that owns the resource. */
  readonly accountId: string;
}

/** Reacts to an event; its writes and the event's removal are one transaction. */
export interface Listener {
  readonly event: string;
  readonly handle: (payload: never, ctx: Context) => Promise<void>;
}

/** Says what a service does when an event has happened. */
export function on<Payload extends object>(
  event: EventKind<Payload>,
  handle: (payload: Payload, ctx: Context) => Promise<void>,
): Listener {
  return { event: event.name, handle };
}

/** Declares a service; `operations` is the namespace of its `operations/index.ts`. */
export function declareService(declaration: {
  name: string;
  sdk: Record<string, unknown>;
  operations: Record<string, Operation>;
  resourcePolicy?: ResourcePolicyOf;
  listeners?: readonly Listener[];
  denialCode?: string;
  resourceTypes?: LoadResourceTypes;
  hosted?: Hosted;
  crossOrigin?: CrossOrigin;
  addressed?: string;
  resume?: (workplace: Workplace) => void;
}): Service {
  const { operations, listeners = [], ...rest } = declaration;
  return {
    ...rest,
    listeners,
    operations: new Map(
      Object.values(operations).map((operation) => [operation.name, operation]),
    ),
  };
}
