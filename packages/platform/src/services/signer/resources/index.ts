export * from "./profile-permission.ts";
export * from "./signing-profile.ts";
