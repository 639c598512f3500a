export * from "./queue.ts";
export * from "./queue-policy.ts";
