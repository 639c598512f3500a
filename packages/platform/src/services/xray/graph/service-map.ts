import type { Segment } from "../segment.ts";
import { everySegment, rootOf, withSubsegments, type Trace } from "../trace.ts";

/** A service as traces show it. */
export interface ServiceNode {
  readonly name: string;
  /** As `AWS::Lambda`, `remote`; undefined where nothing tells. */
  readonly type: string | undefined;
  readonly accountId: string | undefined;
  /** It took in the request. */
  readonly root: boolean;
  /** It sent no segments itself: a caller's subsegment tells of it. */
  readonly inferred: boolean;
  /** Its work: segments of its own, or its callers' subsegments. */
  readonly segments: readonly Segment[];
}

/** Calls of one service to another. */
export interface ServiceEdge {
  /** Undefined for the client, who is no service. */
  readonly from: ServiceNode | undefined;
  readonly to: ServiceNode;
  readonly calls: readonly Segment[];
}

export interface ServiceMap {
  readonly nodes: readonly ServiceNode[];
  readonly edges: readonly ServiceEdge[];
}

/** The services of a trace and their calls (X-Ray guide, "Service graph"). */
export function serviceMap(trace: Trace): ServiceMap {
  const map = new Growing();
  const root = rootOf(trace);
  const owners = ownersIn(trace);
  const children = Map.groupBy(
    trace.segments.filter(({ isSubsegment }) => !isSubsegment),
    ({ parentId }) => parentId,
  );
  for (const segment of trace.segments) {
    const owner = owners.get(segment.id) ?? segment;
    const node = map.node(owner, owner === root);
    if (!segment.isSubsegment) {
      node.segments.push(segment);
      const caller = segment.parentId && owners.get(segment.parentId);
      if (caller) map.call(map.node(caller, caller === root), node, segment);
      else if (segment === root) map.call(undefined, node, segment);
    }
    for (const each of withSubsegments(segment)) {
      // What the other side tells of itself needs no guess.
      if (each === segment && !segment.isSubsegment) continue;
      if (!REMOTE.has(each.namespace ?? "") || children.has(each.id)) continue;
      const called = map.inferred(each);
      called.segments.push(each);
      map.call(node, called, each);
    }
  }
  return { nodes: map.nodes, edges: map.edges };
}

/** Namespaces of subsegments that are calls to others. */
const REMOTE: ReadonlySet<string> = new Set(["aws", "remote"]);

/** The segment within which each segment and subsegment works, by id; subsegments may have been sent by themselves. */
function ownersIn(trace: Trace): ReadonlyMap<string, Segment> {
  const all = new Map(everySegment(trace).map((each) => [each.id, each]));
  const parents = new Map<string, string | undefined>();
  for (const segment of trace.segments) {
    parents.set(segment.id, segment.parentId);
    for (const each of withSubsegments(segment))
      for (const child of each.subsegments) parents.set(child.id, each.id);
  }
  const owners = new Map<string, Segment>();
  for (const id of all.keys()) {
    const seen = new Set<string>();
    let at: string | undefined = id;
    // A hostile trace may name its segments as each other's parents.
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      const segment = all.get(at);
      if (segment && !segment.isSubsegment) {
        owners.set(id, segment);
        break;
      }
      at = parents.get(at);
    }
  }
  return owners;
}

type Node = { -readonly [K in keyof ServiceNode]: ServiceNode[K] } & {
  segments: Segment[];
};

class Growing {
  readonly #nodes = new Map<string, Node>();
  readonly #edges = new Map<string, ServiceEdge & { calls: Segment[] }>();

  node({ name, origin, accountId }: Segment, root: boolean): Node {
    const node = this.#kept(name, origin, accountId, false);
    node.root ||= root;
    return node;
  }

  inferred({ name, namespace }: Segment): Node {
    const type = namespace === "aws" ? `AWS::${name}` : "remote";
    return this.#kept(name, type, undefined, true);
  }

  call(from: Node | undefined, to: Node, segment: Segment): void {
    const key = `${from ? keyOf(from) : "client"} > ${keyOf(to)}`;
    const known = this.#edges.get(key);
    if (known) known.calls.push(segment);
    else this.#edges.set(key, { from, to, calls: [segment] });
  }

  get nodes(): readonly ServiceNode[] {
    return [...this.#nodes.values()];
  }

  get edges(): readonly ServiceEdge[] {
    return [...this.#edges.values()];
  }

  #kept(
    name: string,
    type: string | undefined,
    accountId: string | undefined,
    inferred: boolean,
  ): Node {
    const key = keyOf({ name, type });
    let node = this.#nodes.get(key);
    if (!node) {
      node = { name, type, accountId, root: false, inferred, segments: [] };
      this.#nodes.set(key, node);
    }
    node.accountId ??= accountId;
    return node;
  }
}

/** What makes services of several traces the same one. */
export function keyOf({
  name,
  type = "",
}: Pick<ServiceNode, "name"> & { type: string | undefined }): string {
  return JSON.stringify([name, type]);
}
