export * from "./alarm.ts";
export * from "./composite-alarm.ts";
