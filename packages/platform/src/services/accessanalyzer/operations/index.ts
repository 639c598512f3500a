export * from "./CancelPolicyGeneration.ts";
export * from "./GetGeneratedPolicy.ts";
export * from "./ListPolicyGenerations.ts";
export * from "./StartPolicyGeneration.ts";
export * from "./ValidatePolicy.ts";
