import { strict as assert } from "node:assert";
import {
  bufferSource,
  identityFromPem,
  issueSigner,
  signPackage,
} from "@gatehouse/signing";
import type { Cloud } from "../../../../testing/cloud.ts";
import type { Context } from "../../../core/context.ts";
import { signingAuthority } from "../../../core/trust/authority.ts";
import { Table } from "../../../core/table.ts";
import { UnitOfWork } from "../../../store/unit-of-work.ts";

export const PROFILE =
  "arn:aws:signer:us-east-1:000000000000:/signing-profiles/release/AbCdEfGh12";
export const JOB =
  "arn:aws:signer:us-east-1:000000000000:/signing-jobs/11111111-2222-3333-4444-555555555555";

const YEAR = 31_536_000_000;

/** Writes straight into the state, as service signer does within its own requests. */
export async function inState<Result>(
  cloud: Cloud,
  work: (ctx: Pick<Context, "table" | "now">) => Promise<Result>,
): Promise<Result> {
  const { store, clock } = cloud.running.platform;
  const unit = new UnitOfWork(store);
  const place = { accountId: cloud.accountId, region: "us-east-1" };
  const result = await work({
    table: (kind, at) => new Table(kind, unit, { ...place, ...at }),
    now: clock.now,
  });
  await store.commit(unit.unit());
  return result;
}

/** Signs a package with the installation's authority, as a signing job of a profile. */
export async function signed(
  cloud: Cloud,
  zip: Uint8Array,
  { profile = PROFILE, job = JOB, validFor = YEAR } = {},
): Promise<Uint8Array> {
  const now = cloud.running.platform.clock.now();
  const authority = await inState(cloud, signingAuthority);
  const signer = issueSigner(authority, new Date(now));
  assert(signer.ok);
  const result = await signPackage(bufferSource(zip), {
    identity: identityFromPem(signer.chainPem, signer.privateKeyPem),
    jobArn: job,
    profileVersionArn: profile,
    signingTime: new Date(now),
    expiresAt: new Date(now + validFor),
  });
  assert(result.ok);
  const parts: Uint8Array[] = [];
  for await (const part of result.write()) parts.push(part);
  return Buffer.concat(parts);
}
