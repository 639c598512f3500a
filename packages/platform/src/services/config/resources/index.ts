export * from "./config-rule.ts";
export * from "./configuration-recorder.ts";
export * from "./conformance-pack.ts";
export * from "./delivery-channel.ts";
export * from "./organization-config-rule.ts";
export * from "./organization-conformance-pack.ts";
