export * from "./AssumeRole.ts";
export * from "./AssumeRoleWithWebIdentity.ts";
export * from "./DecodeAuthorizationMessage.ts";
export * from "./GetAccessKeyInfo.ts";
export * from "./GetCallerIdentity.ts";
export * from "./GetFederationToken.ts";
export * from "./GetSessionToken.ts";
