export * from "./subscription.ts";
export * from "./topic-policy.ts";
export * from "./topic.ts";
