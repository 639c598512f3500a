/** A request as it goes over the wire, but for its signature. */
export interface Draft {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What stands for the body in the signature, where it is not its hash. */
  readonly payload?: string;
  /** The connection ends after so many bytes of the body, whatever its length says. */
  readonly breaksAt?: number;
}

/** One way of spoiling a request, told in words for the report. */
export interface Mutation {
  readonly name: string;
  readonly apply: (draft: Draft) => Draft;
}

/** A mutation of the body alone. */
export function body(name: string, change: (body: Buffer) => Buffer): Mutation {
  return { name, apply: (draft) => ({ ...draft, body: change(draft.body) }) };
}
