export { guardHook, lambdaHook } from "./activated-hooks.ts";
export { hookTypeConfig } from "./hook-type-config.ts";
