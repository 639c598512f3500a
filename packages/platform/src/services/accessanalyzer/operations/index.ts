export * from "./ValidatePolicy.ts";
