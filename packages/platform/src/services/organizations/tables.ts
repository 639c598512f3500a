import { event } from "../../core/event.ts";
import type { Tags } from "../../core/identity/tables.ts";
import { table } from "../../core/table.ts";

/** An account that was asked for; rows belong to the management account. Times are milliseconds since the epoch. */
export interface AccountRequest {
  /** As `car-` and 32 hexadecimal digits. */
  readonly requestId: string;
  readonly orgId: string;
  readonly accountName: string;
  readonly email: string;
  readonly roleName: string;
  readonly tags: Tags;
  readonly state: "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
  readonly requestedAt: number;
  readonly completedAt?: number;
  readonly accountId: string;
  readonly failureReason?: "EMAIL_ALREADY_EXISTS";
}

export const accountRequests = table<AccountRequest>()({
  name: "organizations.account-requests",
  scope: "account",
  key: ({ requestId }) => [requestId],
});

/** An account is to be made. */
export const accountAsked = event<{ requestId: string }>(
  "organizations.AccountAsked",
);

/** An invitation to join an organization. */
export interface Handshake {
  /** As `h-` and 32 hexadecimal digits. */
  readonly handshakeId: string;
  readonly orgId: string;
  readonly managementAccountId: string;
  readonly invitedAccountId: string;
  readonly state: "OPEN" | "ACCEPTED" | "DECLINED" | "CANCELED";
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly notes?: string;
  /** Tags that the account gets when it joins. */
  readonly tags: Tags;
}

export const handshakes = table<Handshake>()({
  name: "organizations.handshakes",
  scope: "global",
  key: ({ handshakeId }) => [handshakeId],
  indexes: {
    byOrganization: ({ orgId }) => [[orgId]],
    byInvited: ({ invitedAccountId }) => [[invitedAccountId]],
  },
});
