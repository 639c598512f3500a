import type { OperationModel } from "./operation.ts";
import type { Member, StructureShape } from "./shape.ts";

/** A member that travels in a header. */
export interface HeaderMember {
  readonly member: Member;
  /** In lower case. */
  readonly header: string;
}

/** Where each member of an input, output or error travels over HTTP. */
export interface HttpBindings {
  readonly labels: readonly Member[];
  readonly queries: readonly Member[];
  /** The member that takes every query parameter that nothing else names. */
  readonly queryParams: Member | undefined;
  readonly headers: readonly HeaderMember[];
  readonly prefixHeaders: readonly Member[];
  readonly responseCode: Member | undefined;
  /** The member that is the body. */
  readonly payload: Member | undefined;
  /** The members inside the body's document. */
  readonly body: readonly Member[];
}

type Side = "request" | "response";

const cache: Record<Side, WeakMap<StructureShape, HttpBindings>> = {
  request: new WeakMap(),
  response: new WeakMap(),
};

/** The bindings of an operation's input. */
export function requestBindings(op: OperationModel): HttpBindings {
  return bindingsOf(op.input, "request");
}

/** The bindings of an output or error. */
export function responseBindings(shape: StructureShape): HttpBindings {
  return bindingsOf(shape, "response");
}

function bindingsOf(shape: StructureShape, side: Side): HttpBindings {
  const known = cache[side].get(shape);
  if (known) return known;
  const made = read(shape, side);
  cache[side].set(shape, made);
  return made;
}

function read({ members }: StructureShape, side: Side): HttpBindings {
  const bound = (trait: keyof Member["traits"]): Member[] =>
    members.filter(({ traits }) => traits[trait] !== undefined);
  const request = side === "request";
  const labels = request ? bound("httpLabel") : [];
  const queries = request ? bound("httpQuery") : [];
  const queryParams = request ? bound("httpQueryParams")[0] : undefined;
  const headers = bound("httpHeader").map((member) => ({
    member,
    header: member.traits.httpHeader!.toLowerCase(),
  }));
  const prefixHeaders = bound("httpPrefixHeaders");
  const responseCode = request ? undefined : bound("httpResponseCode")[0];
  // An event stream or streaming blob is the body even where no trait says so.
  const payload =
    bound("httpPayload")[0] ??
    members.find(({ traits }) => traits.streaming !== undefined);
  const elsewhere = new Set([
    ...labels,
    ...queries,
    ...headers.map(({ member }) => member),
    ...prefixHeaders,
    queryParams,
    responseCode,
    payload,
  ]);
  const body = payload
    ? []
    : members.filter((member) => !elsewhere.has(member));
  return {
    labels,
    queries,
    queryParams,
    headers,
    prefixHeaders,
    responseCode,
    payload,
    body,
  };
}
