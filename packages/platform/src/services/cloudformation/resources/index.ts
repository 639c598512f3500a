export { guardHook, lambdaHook } from "./activated-hooks.ts";
export { hookDefaultVersion } from "./hook-default-version.ts";
export { hookTypeConfig } from "./hook-type-config.ts";
export { hookVersion } from "./hook-version.ts";
