export * from "./bucket.ts";
export * from "./bucket-policy.ts";
