import type { ServiceModel } from "./model.ts";
import { queryPairs } from "./percent.ts";
import type { RequestHead } from "./request.ts";
import { s3Address } from "./s3-address.ts";
import type { HttpTrait, OperationModel } from "./schema/operation.ts";

/** The REST routes of a service. */
export interface Routes {
  find(head: RequestHead): OperationModel | undefined;
}

interface Route {
  readonly op: OperationModel;
  readonly literals: readonly Literal[];
  /** Query parameters and headers that tell operations of one template apart; empty when it has only one. */
  readonly queries: readonly string[];
  readonly headers: readonly string[];
}

interface Literal {
  readonly name: string;
  /** Undefined: the name alone counts, as in `?acl`. */
  readonly value: string | undefined;
}

/** A segment of the path and what may follow; literal segments win over labels, labels over greedy ones. */
interface Branch {
  readonly literal: Map<string, Branch>;
  label: Branch | undefined;
  greedy: Branch | undefined;
  readonly routes: Map<string, Route[]>;
}

/** Lays out a service's REST routes, the specific before the general. */
export function routesOf(service: ServiceModel): Routes {
  const s3 = service.serviceId === "S3";
  const root = branch();
  for (const group of groups(service)) {
    const alone = group.length === 1;
    for (const { op, http } of group) {
      const [path, query] = templateParts(http.template);
      const bucketless = s3 && !op.input.member("Bucket") ? "bucketless" : "";
      const at = place(root, segmentsOf(path));
      const method = bucketless + http.method;
      const routes = at.routes.get(method) ?? [];
      routes.push({
        op,
        literals: literalsOf(query),
        ...(alone ? noMarks : marksOf(op)),
      });
      routes.sort((a, b) => specificity(b) - specificity(a));
      at.routes.set(method, routes);
    }
  }
  return { find: (head) => (s3 ? findS3(root, head) : findPath(root, head)) };
}

function findPath(root: Branch, head: RequestHead): OperationModel | undefined {
  return descend(root, segmentsOf(head.path), 0, head.method, head);
}

/** The bucket is no label in S3's templates: take it off first and match the key against the rest. */
function findS3(root: Branch, head: RequestHead): OperationModel | undefined {
  const { bucket, key } = s3Address(head);
  if (bucket === "")
    return descend(root, [], 0, `bucketless${head.method}`, head);
  return (
    descend(root, key === "" ? [] : key.split("/"), 0, head.method, head) ??
    descend(root, segmentsOf(head.path), 0, `bucketless${head.method}`, head)
  );
}

function descend(
  from: Branch,
  segments: readonly string[],
  at: number,
  method: string,
  head: RequestHead,
): OperationModel | undefined {
  const segment = segments[at];
  if (segment === undefined) return chosen(from.routes.get(method), head);
  const literal = from.literal.get(segment);
  return (
    (literal && descend(literal, segments, at + 1, method, head)) ??
    (from.label && segment !== ""
      ? descend(from.label, segments, at + 1, method, head)
      : undefined) ??
    greedily(from.greedy, segments, at, method, head)
  );
}

/** A greedy label takes at least one segment and leaves what the rest of the template needs. */
function greedily(
  branch: Branch | undefined,
  segments: readonly string[],
  at: number,
  method: string,
  head: RequestHead,
): OperationModel | undefined {
  if (!branch) return undefined;
  const last =
    branch.literal.size > 0 || branch.label ? at + 1 : segments.length;
  for (let end = segments.length; end >= last; end--) {
    const found = descend(branch, segments, end, method, head);
    if (found) return found;
  }
  return undefined;
}

function chosen(
  routes: readonly Route[] | undefined,
  head: RequestHead,
): OperationModel | undefined {
  if (!routes) return undefined;
  const only = routes[0]!;
  if (routes.length === 1 && only.literals.length === 0) return only.op;
  const query = new Map(
    (queryPairs(head.query) ?? []).map(({ name, value }) => [name, value]),
  );
  return routes.find(
    (route) =>
      route.literals.every(({ name, value }) =>
        value === undefined ? query.has(name) : query.get(name) === value,
      ) &&
      route.queries.every((name) => query.has(name)) &&
      route.headers.every((name) => head.headers[name] !== undefined),
  )?.op;
}

/** Operations of one method, path and query literals: only these need their required members to be told apart. */
function groups(
  service: ServiceModel,
): readonly { op: OperationModel; http: HttpTrait }[][] {
  const found = new Map<string, { op: OperationModel; http: HttpTrait }[]>();
  for (const name of service.operationNames) {
    const op = service.operation(name)!;
    const http = op.http;
    if (!http) continue;
    const [path, query] = templateParts(http.template);
    const same = segmentsOf(path).map((part) =>
      part.startsWith("{") ? "{}" : part,
    );
    const literals = literalsOf(query).map(
      ({ name, value }) => `${name}=${value ?? ""}`,
    );
    const key = [http.method, ...same, "?", ...literals.toSorted()].join("/");
    found.set(key, [...(found.get(key) ?? []), { op, http }]);
  }
  return [...found.values()];
}

const noMarks = { queries: [], headers: [] };

function marksOf(op: OperationModel): Pick<Route, "queries" | "headers"> {
  const required = op.input.members.filter((member) => member.required);
  return {
    queries: required.flatMap(({ traits }) => traits.httpQuery ?? []),
    headers: required.flatMap(
      ({ traits }) => traits.httpHeader?.toLowerCase() ?? [],
    ),
  };
}

function specificity({ literals, queries, headers }: Route): number {
  return literals.length * 100 + queries.length + headers.length;
}

function templateParts(
  template: string,
): readonly [path: string, query: string] {
  const at = template.indexOf("?");
  return at < 0
    ? [template, ""]
    : [template.slice(0, at), template.slice(at + 1)];
}

function literalsOf(query: string): readonly Literal[] {
  return query
    .split("&")
    .filter((part) => part !== "" && !part.startsWith("x-id="))
    .map((part) => {
      const [name = "", value] = part.split("=");
      return { name, value: value === "" ? undefined : value };
    });
}

function place(root: Branch, segments: readonly string[]): Branch {
  let at = root;
  for (const segment of segments) {
    if (segment.endsWith("+}")) at = at.greedy ??= branch();
    else if (segment.startsWith("{")) at = at.label ??= branch();
    else {
      const next = at.literal.get(segment) ?? branch();
      at.literal.set(segment, next);
      at = next;
    }
  }
  return at;
}

/** The segments of a path; a trailing slash is no segment, as some templates carry one and some clients drop it. */
function segmentsOf(path: string): string[] {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  return segments;
}

function branch(): Branch {
  return {
    literal: new Map(),
    label: undefined,
    greedy: undefined,
    routes: new Map(),
  };
}
