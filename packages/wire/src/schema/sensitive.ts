import type { OperationModel } from "./operation.ts";
import type { Member, Shape, StructureShape } from "./shape.ts";

/** CloudTrail's own words in place of a secret. */
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

/**
 * A copy of an operation's input or output with every sensitive member replaced by CloudTrail's
 * `HIDDEN_DUE_TO_SECURITY_REASONS`, and streams by their absence, for audit records.
 */
export function redacted(
  op: OperationModel,
  side: "input" | "output",
  value: unknown,
): unknown {
  return redactedShape(side === "input" ? op.input : op.output, value);
}

/** Every path at which the sensitive trait stands; lists and maps add no segment, recursion is cut. */
export function sensitivePaths(root: StructureShape): readonly string[] {
  const paths = new Set<string>();
  const visit = (shape: Shape, path: string, above: readonly Shape[]): void => {
    if (shape.kind === "list") visitMember(shape.item, path, above);
    if (shape.kind === "map") {
      visitMember(shape.key, path, above);
      visitMember(shape.value, path, above);
    }
    if (shape.kind !== "structure" || above.includes(shape)) return;
    for (const member of shape.members)
      visitMember(member, path ? `${path}.${member.name}` : member.name, [
        ...above,
        shape,
      ]);
  };
  const visitMember = (
    member: Member,
    path: string,
    above: readonly Shape[],
  ): void => {
    if (member.traits.sensitive) paths.add(path);
    else visit(member.shape, path, above);
  };
  visit(root, "", []);
  return [...paths];
}

function redactedShape(shape: Shape, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (shape.kind === "list")
    return Array.isArray(value)
      ? value.map((item) => redactedMember(shape.item, item))
      : value;
  if (shape.kind === "map") {
    if (shape.key.traits.sensitive) return hidden;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        redactedMember(shape.value, item),
      ]),
    );
  }
  if (shape.kind !== "structure") return value;
  const copy: Record<string, unknown> = {};
  for (const member of shape.members) {
    const item = (value as Record<string, unknown>)[member.name];
    if (item !== undefined && !member.traits.streaming)
      copy[member.name] = redactedMember(member, item);
  }
  return copy;
}

function redactedMember(member: Member, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  return member.traits.sensitive ? hidden : redactedShape(member.shape, value);
}
