export * from "./config-rule.ts";
export * from "./conformance-pack.ts";
