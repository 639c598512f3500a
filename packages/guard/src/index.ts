export { evaluate } from "./evaluate/evaluate.ts";
export type { EvaluateOptions } from "./evaluate/evaluate.ts";
export type { FailureCode, Status } from "./evaluate/run.ts";
export {
  decode as decodeUtf8,
  documentOf,
  loadDocument,
} from "./load/document.ts";
export type {
  GuardDocument,
  LoadedDocument,
  LoadOptions,
} from "./load/document.ts";
export { LIMITS } from "./load/limits.ts";
export { rewritten } from "./load/rewrite.ts";
export type { Rewriting } from "./load/rewrite.ts";
export type { Dialect } from "./load/scalars.ts";
export { lineOf, positionIn } from "./position.ts";
export type { Position } from "./position.ts";
export {
  stringifyCfnGuardJson,
  toCfnGuardJson,
} from "./report/cfn-guard-json.ts";
export type {
  CfnGuardBinaryCheck,
  CfnGuardCheck,
  CfnGuardFileReport,
  CfnGuardUnaryCheck,
} from "./report/cfn-guard-json.ts";
export type { ClauseReport } from "./report/clause-report.ts";
export { plainValue } from "./report/plain-value.ts";
export type { PlainValue } from "./report/plain-value.ts";
export { compileRegex } from "./regex/regex.ts";
export type { CompiledRegex } from "./regex/regex.ts";
export type { FileReport, RuleFailure, RuleReport } from "./report/report.ts";
export type { TraceNode } from "./report/trace.ts";
export { toCfnGuardTestJson } from "./rule-tests/cfn-guard-json.ts";
export type {
  CfnGuardTestCase,
  CfnGuardTestReport,
} from "./rule-tests/cfn-guard-json.ts";
export { runRuleTests } from "./rule-tests/run-rule-tests.ts";
export type {
  RuleTest,
  RuleTestResult,
  TestedRule,
} from "./rule-tests/run-rule-tests.ts";
export { parseRules } from "./syntax/parse-rules.ts";
export type { ParsedRules, Problem } from "./syntax/parse-rules.ts";
export type { RuleFile } from "./syntax/tree.ts";
export { pathOf } from "./value.ts";
export type { GuardValue } from "./value.ts";
