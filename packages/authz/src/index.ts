export { allowEverything } from "./allow-everything.ts";
export { compile } from "./compile/policy.ts";
export type { CompiledPolicy } from "./compile/policy.ts";
export type { StatementRef } from "./compile/statement.ts";
export {
  contextKeyNames,
  contextKeys,
  missingContextKeys,
} from "./context-keys.ts";
export { decide } from "./decide/decide.ts";
export type { Decision, Layer } from "./decide/decision.ts";
export { parseOperatorName } from "./condition/operator-name.ts";
export type { OperatorName } from "./condition/operator-name.ts";
export { denialMessage } from "./decide/denial-message.ts";
export type { PolicySet, ResourcePolicy } from "./decide/policy-set.ts";
export { parseRange } from "./match/address.ts";
export { parseInstant } from "./match/instant.ts";
export { explain } from "./explain/explain.ts";
export type { NearMiss } from "./explain/near-miss.ts";
export { smallestAllow } from "./explain/smallest-allow.ts";
export type { Addition, SmallestAllow } from "./explain/smallest-allow.ts";
export { survey } from "./explain/survey.ts";
export type { LayerSurvey, Survey } from "./explain/survey.ts";
export type * from "./explain/trace.ts";
export { readLocatedJson } from "./parse/located-json.ts";
export type {
  JsonPath,
  LocatedJson,
  LocatedMember,
  LocatedResult,
  Position,
  Span,
} from "./parse/located-json.ts";
export { parsePolicy } from "./parse/parse.ts";
export type {
  ParseFailure,
  ParseResult,
  PolicyProblem,
} from "./parse/result.ts";
export type * from "./policy.ts";
export { principalContext } from "./principal-context.ts";
export { bindPrincipals, unbindPrincipals } from "./principal-ids.ts";
export { contextOf, resourceAccountOf } from "./request.ts";
export type {
  AccessRequest,
  Context,
  ContextValue,
  Lookup,
  Principal,
} from "./request.ts";
export { writePolicy, writeStatement } from "./write.ts";
