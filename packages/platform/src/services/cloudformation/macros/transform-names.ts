import type { Value } from "@gatehouse/template";
import { Fault } from "../../../core/errors.ts";

export const LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

/** A transform's name; one with parameters has it as a member. */
export function transformName(transform: Value): string {
  if (typeof transform === "string") return transform;
  const { Name } = (transform ?? {}) as { Name?: unknown };
  return typeof Name === "string" ? Name : JSON.stringify(transform);
}

/** A transform that failed: a request is refused with it, a change set is made and says so. */
export class TransformFailed extends Fault {
  constructor(message: string) {
    super("ValidationError", message, 400);
  }
}
