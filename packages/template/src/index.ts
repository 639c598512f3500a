export type { Outcome, Position, Problem } from "./problem.ts";
export { TemplateProblem } from "./problem.ts";
export type { ObjectValue, Value } from "./value.ts";
export {
  declarationsOf,
  readTemplate,
  templateFrom,
  valuesOf,
  type ResourceDeclaration,
  type Template,
} from "./template.ts";
export {
  bindParameters,
  parametersOf,
  type ParameterDeclaration,
  type ParameterValue,
} from "./parameters.ts";
export type { Scope } from "./scope.ts";
export { conditionsOf, resolveValue } from "./evaluate.ts";
export { expandLoops } from "./loops.ts";
export { brokenRules, type BrokenRule } from "./rules.ts";
export { dependenciesOf, type Dependencies } from "./order.ts";
export { referencesIn, type Reference } from "./references.ts";
export { isIntrinsic } from "./intrinsics/names.ts";
