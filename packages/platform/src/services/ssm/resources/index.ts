export * from "./parameter.ts";
