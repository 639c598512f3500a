export { compile } from "./compile/policy.ts";
export type { CompiledPolicy } from "./compile/policy.ts";
export type { StatementRef } from "./compile/statement.ts";
export { decide } from "./decide/decide.ts";
export type { Decision, Layer } from "./decide/decision.ts";
export { denialMessage } from "./decide/denial-message.ts";
export type { PolicySet, ResourcePolicy } from "./decide/policy-set.ts";
export type * from "./policy.ts";
export { parsePolicy } from "./parse/parse.ts";
export type {
  ParseFailure,
  ParseResult,
  PolicyProblem,
} from "./parse/result.ts";
export { principalContext } from "./principal-context.ts";
export { contextOf, resourceAccountOf } from "./request.ts";
export type {
  AccessRequest,
  Context,
  ContextValue,
  Lookup,
  Principal,
} from "./request.ts";
