import type { AccountRequest } from "./tables.ts";

/** The state of an account's making as the API answers it; a failed one names no account. */
export function shownRequest(request: AccountRequest) {
  const { completedAt, failureReason, state } = request;
  return {
    Id: request.requestId,
    AccountName: request.accountName,
    State: state,
    RequestedTimestamp: new Date(request.requestedAt),
    ...(completedAt === undefined
      ? {}
      : { CompletedTimestamp: new Date(completedAt) }),
    ...(state === "SUCCEEDED" ? { AccountId: request.accountId } : {}),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}
