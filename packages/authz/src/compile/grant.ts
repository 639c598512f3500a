/**
 * How a resource's policy names the caller, weakest first. A role's grant stays within boundary and session policy; a
 * delegating one (an account) only lets identity policies speak; a direct one (user, session, service, everyone) stands
 * alone within the account.
 */
export const Grant = { none: 0, delegated: 1, role: 2, direct: 3 } as const;
export type Grant = (typeof Grant)[keyof typeof Grant];
