import { InvalidInputException } from "@aws-sdk/client-iam";
import {
  compile,
  parsePolicy,
  readLocatedJson,
  type CompiledPolicy,
  type LocatedJson,
  type PolicyKind,
  type Position,
} from "@gatehouse/authz";
import { fault } from "../../../core/errors.ts";

/** A policy of a simulation, ready to decide and to be pointed at. */
export interface SimulatedPolicy {
  /** As answers name it: `PolicyInputList.1`, a managed policy's name, `role_worker_own`. */
  readonly id: string;
  readonly document: string;
  readonly compiled: CompiledPolicy;
}

/** Makes a policy of the simulation. @throws Fault InvalidInput for a document that is no policy */
export function simulatedPolicy(
  id: string,
  document: string,
  kind: PolicyKind,
): SimulatedPolicy {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok)
    throw fault(InvalidInputException, `Invalid ${id}: ${parsed.message}`);
  const compiled = compile(parsed.policy, { kind, name: id });
  return { id, document, compiled };
}

/** The policies of a list parameter, named by their places in it. */
export function inputPolicies(
  list: "PolicyInputList" | "PermissionsBoundaryPolicyInputList",
  documents: readonly string[] = [],
): readonly SimulatedPolicy[] {
  const kind = list === "PolicyInputList" ? "identity" : "boundary";
  return documents.map((document, i) =>
    simulatedPolicy(`${list}.${i + 1}`, document, kind),
  );
}

/** Where one of a policy's statements stands, as IAM counts: lines and columns from 1. */
export function statementPosition(
  policy: SimulatedPolicy,
  index: number,
): { StartPosition?: Point; EndPosition?: Point } {
  const statements = locatedStatements(policy);
  if (statements?.kind !== "array")
    return statements
      ? between(statements.span.start, statements.span.end)
      : {};
  const statement = statements.items[index];
  if (!statement) return {};
  const { document } = policy;
  const before = statements.items[index - 1]?.span.end;
  return between(
    before
      ? behind(",", before, document)
      : behind("[", statements.span.start, document),
    statement.span.end,
  );
}

const located = new WeakMap<SimulatedPolicy, LocatedJson | undefined>();

/** Read once, when the first of a policy's statements is pointed at. */
function locatedStatements(policy: SimulatedPolicy): LocatedJson | undefined {
  if (!located.has(policy)) {
    const read = readLocatedJson(policy.document);
    located.set(
      policy,
      read.ok ? memberOf(read.value, "Statement") : undefined,
    );
  }
  return located.get(policy);
}

interface Point {
  readonly Line: number;
  readonly Column: number;
}

function between(start: Position, end: Position) {
  return { StartPosition: pointOf(start), EndPosition: pointOf(end) };
}

const pointOf = ({ line, column }: Position): Point => ({
  Line: line,
  Column: column + 1,
});

/** IAM lets a statement of a list begin where the bracket or comma before it ends. */
function behind(mark: string, from: Position, text: string): Position {
  const offset = text.indexOf(mark, from.offset) + 1;
  const skipped = text.slice(from.offset, offset);
  const lines = skipped.split("\n");
  return {
    line: from.line + lines.length - 1,
    column:
      lines.length === 1
        ? from.column + skipped.length
        : (lines.at(-1) ?? "").length,
    offset,
  };
}

function memberOf(value: LocatedJson, key: string): LocatedJson | undefined {
  return value.kind === "object"
    ? value.members.find((member) => member.key === key)?.value
    : undefined;
}
