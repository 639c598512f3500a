/** What a client is told: an error's name, its text, its HTTP status and the members its shape models. */
export class Fault extends Error {
  readonly status: number;
  readonly side: "client" | "server";
  readonly fields: Readonly<Record<string, unknown>>;
  /** Headers that some of S3's errors carry, as `x-amz-delete-marker`. */
  headers: Readonly<Record<string, string>> = {};

  constructor(
    name: string,
    message: string,
    status: number,
    fields: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.side = status >= 500 ? "server" : "client";
    this.fields = fields;
  }
}

/** An exception class of an SDK client, as `ResourceNotFoundException`. */
interface ModelledError {
  new (
    options: never,
  ): Error & { readonly name: string; readonly $fault: "client" | "server" };
}

/**
 * An error to throw: an SDK's own exception class, or, where AWS models none (most of S3's and EC2's),
 * its code and HTTP status. `fields` are further members of the modelled shape, as `Type` or `retryAfterSeconds`.
 */
export function fault(
  error: ModelledError,
  message: string,
  fields?: Record<string, unknown>,
): Fault;
export function fault(
  code: string,
  message: string,
  status: number,
  fields?: Record<string, unknown>,
): Fault;
export function fault(
  error: ModelledError | string,
  message: string,
  statusOrFields?: number | Record<string, unknown>,
  fields: Record<string, unknown> = {},
): Fault {
  if (typeof error === "string")
    return new Fault(error, message, statusOrFields as number, fields);
  const modelled = new error({ message, $metadata: {} } as never);
  return new Fault(
    modelled.name,
    message,
    modelled.$fault === "server" ? 500 : MODELLED,
    {
      ...(statusOrFields as Record<string, unknown> | undefined),
    },
  );
}

/** Stands for "the status that the model gives this error". */
export const MODELLED = 0;
