import type { Member, Shape, StructureShape } from "../schema/shape.ts";

/** Makes values of any shape, different at every call but the same in every run; for round-trip tests. */
export interface ShapeValues {
  of(shape: StructureShape): Record<string, unknown>;
}

const depthLimit = 5;

/** `fixed` gives the members that a client checks before it sends, by name. */
export function shapeValues(
  fixed: Readonly<Record<string, unknown>>,
): ShapeValues {
  let count = 0;

  const structure = (
    shape: StructureShape,
    depth: number,
  ): Record<string, unknown> => {
    const members = shape.union
      ? [oneOf(shape.members, count++)]
      : shape.members;
    const made: Record<string, unknown> = {};
    for (const member of members) {
      const value =
        Object.hasOwn(fixed, member.name) &&
        (depth === 0 || member.shape.kind === "string")
          ? fixed[member.name]
          : valueOf(member, depth + 1);
      if (value !== undefined) made[member.name] = value;
    }
    return made;
  };

  const valueOf = ({ shape, traits }: Member, depth: number): unknown => {
    if (traits.httpResponseCode) return 200;
    if (traits.streaming && shape.kind === "structure") return undefined;
    if (shape.kind === "structure")
      return depth > depthLimit && !scalarOnly(shape)
        ? undefined
        : structure(shape, depth);
    if (shape.kind === "list") return several(shape.item, depth);
    if (shape.kind === "map") {
      const values = several(shape.value, depth);
      return (
        values &&
        Object.fromEntries(values.map((value) => [`key-${count++}`, value]))
      );
    }
    return scalar(
      shape.kind,
      traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined,
    );
  };

  const several = (item: Member, depth: number): unknown[] | undefined => {
    const values = [valueOf(item, depth + 1), valueOf(item, depth + 1)];
    return values.includes(undefined) ? undefined : values;
  };

  const scalar = (
    kind: Exclude<Shape["kind"], "structure" | "list" | "map">,
    header: boolean,
  ): unknown => {
    count++;
    switch (kind) {
      case "string":
      case "bigDecimal":
        return header ? `text-${count}` : `text ${count} é&<"'>%+/`;
      case "number":
        return count;
      case "boolean":
        return count % 2 === 0;
      case "timestamp":
        return new Date(1_700_000_000_000 + count * 1000);
      case "blob":
        return new Uint8Array([count & 255, 0, 255, 10]);
      case "bigInteger":
        return BigInt(count);
      case "document":
        return { nested: [count, "text", true] };
    }
  };

  return { of: (shape) => structure(shape, 0) };
}

function oneOf(members: readonly Member[], count: number): Member {
  const plain = members.filter(
    ({ shape }) => shape.kind !== "structure" || scalarOnly(shape),
  );
  const pool = plain.length > 0 ? plain : members;
  return pool[count % pool.length]!;
}

function scalarOnly(shape: StructureShape): boolean {
  return shape.members.every(
    ({ shape: { kind } }) =>
      kind !== "structure" && kind !== "list" && kind !== "map",
  );
}
