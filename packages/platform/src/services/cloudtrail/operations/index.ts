export * from "./LookupEvents.ts";
