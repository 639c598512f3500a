import { operators } from "./operators.ts";

/** An operator's name taken apart: `ForAnyValue:StringLikeIfExists` is a set operator, a base and a suffix. */
export interface OperatorName {
  readonly set?: "ForAllValues" | "ForAnyValue";
  readonly base: string;
  readonly ifExists: boolean;
}

/** Takes an operator's name apart; `undefined` for names AWS does not know. `Null` takes neither prefix nor suffix. */
export function parseOperatorName(name: string): OperatorName | undefined {
  if (name === "Null") return { base: "Null", ifExists: false };
  const found = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(
    name,
  );
  if (!found) return undefined;
  const [, set, base = "", suffix] = found;
  if (!operators.has(base)) return undefined;
  return {
    base,
    ifExists: suffix !== undefined,
    ...(set && { set: set as "ForAllValues" | "ForAnyValue" }),
  };
}
