import type { Place } from "./context.ts";
import type { CommandLike, ServerOutput } from "./operation.ts";

/** A resource's properties, as its CloudFormation schema names them. */
export type Properties = Readonly<Record<string, unknown>>;

/** A JSON schema as CloudFormation's registry has one for each type (`aws cloudformation describe-type`). */
export interface ResourceSchema {
  readonly typeName: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly definitions?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  /** JSON pointers, as `/properties/Arn`. */
  readonly primaryIdentifier: readonly string[];
  readonly readOnlyProperties?: readonly string[];
  readonly createOnlyProperties?: readonly string[];
  readonly writeOnlyProperties?: readonly string[];
}

/** What a resource type works with: calls with the rights of whoever runs the operation. */
export interface ResourceContext extends Place {
  /** The step's name, and the resource's in its template. */
  readonly work: { readonly id: string; readonly logicalId: string };
  readonly now: () => number;
  /**
   * Calls a service. Calls that change something are made once, also where the work is begun again after a crash:
   * so a handler makes them in the same order each time.
   */
  send<In extends object, Out extends object>(
    command: CommandLike<In, Out>,
  ): Promise<ServerOutput<Out>>;
  /** Whether the next call that changes something was made before a crash broke the work off. */
  isRepeated(): Promise<boolean>;
  /** A name for a resource that was given none: the same each time the work is begun again. */
  name(form: { readonly most: number; readonly lowerCase?: boolean }): string;
  /** Waits, by real time, for what a service does later. @param ready answers true when it is done */
  until(ready: () => Promise<boolean>): Promise<void>;
}

/** A new resource, with attributes that only its creation tells, as a secret. */
export interface Made {
  readonly identifier: string;
  readonly attributes: Properties;
}

/** What creation answered, in its full form. */
export function madeOf(made: string | Made): Made {
  return typeof made === "string" ? { identifier: made, attributes: {} } : made;
}

/** A resource as its properties are before and after a change. */
export interface Change {
  readonly before: Properties;
  readonly after: Properties;
}

/**
 * A CloudFormation resource type, built from a service's own commands. Properties come checked against the schema, with
 * all intrinsic functions resolved. The identifier is the primary identifier, its parts joined by `|`.
 */
export interface ResourceType {
  readonly typeName: string;
  readonly schema: () => Promise<ResourceSchema>;
  /** Makes the resource and answers with its identifier. */
  create(properties: Properties, ctx: ResourceContext): Promise<string | Made>;
  /**
   * All its properties, those among them that are read only; undefined where it is gone.
   * @param known its properties and attributes as the caller remembers them, for what the service itself does not tell
   */
  read(
    identifier: string,
    ctx: ResourceContext,
    known?: Properties,
  ): Promise<Properties | undefined>;
  /** Changes what may be changed in place; absent where nothing may. */
  update?(
    identifier: string,
    change: Change,
    ctx: ResourceContext,
  ): Promise<void>;
  /** Deletes it; one that is gone is no error. */
  delete(
    identifier: string,
    ctx: ResourceContext,
    properties: Properties,
  ): Promise<void>;
  /** The identifiers of all there are; absent where they cannot be listed. */
  list?(ctx: ResourceContext): Promise<readonly string[]>;
  /** What `Ref` gives, where that is not the identifier. */
  ref?(identifier: string, properties: Properties): string;
  /** By the name of a table: of which resource of the type a row there is a part. Config records by it what changed. */
  readonly rows?: Readonly<Record<string, RowOwner>>;
}

/** A resource of a known type. */
export interface ResourceAddress extends Place {
  readonly identifier: string;
}

/** What besides its key is known of a row that was written. */
export interface RowSeen {
  /** The row as it is now; undefined where it was deleted. */
  readonly row?: Readonly<Record<string, unknown>>;
  /** The platform's endpoint, for identifiers that are URLs. */
  readonly endpoint: string;
}

/**
 * Tells a resource from the key of a row: account and Region where the table's scope has them, then the table's own
 * parts, numbers as they are encoded. Undefined where the row is no part of a resource, or does not tell of which.
 */
export type RowOwner = (
  key: readonly string[],
  seen: RowSeen,
) => ResourceAddress | undefined;

/** The owner of rows of a table with the scope `region`. */
export function regionalRow(
  identifierOf: (place: Place, ...own: readonly string[]) => string | undefined,
): RowOwner {
  return ([accountId = "", region = "", ...own]) => {
    const identifier = identifierOf({ accountId, region }, ...own);
    return identifier === undefined
      ? undefined
      : { accountId, region, identifier };
  };
}

/** The owner of rows of a table with the scope `account`: resources of no Region, as IAM's. */
export function accountRow(
  identifierOf: (
    accountId: string,
    ...own: readonly string[]
  ) => string | undefined,
): RowOwner {
  return ([accountId = "", ...own]) => {
    const identifier = identifierOf(accountId, ...own);
    return identifier === undefined
      ? undefined
      : { accountId, region: "", identifier };
  };
}

/** The resource types of a service: its `resources/index.ts`, loaded when the first of them is asked for. */
export type LoadResourceTypes = () => Promise<
  Readonly<Record<string, unknown>>
>;

/** Every resource type that the platform's services offer. */
export interface ResourceTypes {
  /** Undefined for a type that no service offers. */
  find(typeName: string): Promise<ResourceType | undefined>;
  /** Their names, in order. */
  names(): Promise<readonly string[]>;
}

/** Declares a resource type; its schema is one of those that stand beside it in `schemas.generated.json`. */
export function resourceType<const Type extends ResourceType>(
  type: Type,
): Type {
  return type;
}
