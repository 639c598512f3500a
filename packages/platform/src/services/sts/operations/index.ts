export * from "./AssumeRole.ts";
export * from "./GetAccessKeyInfo.ts";
export * from "./GetCallerIdentity.ts";
export * from "./GetSessionToken.ts";
