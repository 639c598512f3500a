export * from "./trail.ts";
