export * from "./log-group.ts";
export * from "./log-stream.ts";
export * from "./metric-filter.ts";
export * from "./subscription-filter.ts";
