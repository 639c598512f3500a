import { randomUUID } from "node:crypto";
import {
  SignPayloadCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { newJob } from "../job.ts";
import { notationEnvelope, PAYLOAD_FORMAT } from "../notation.ts";
import { NOTATION } from "../platforms.ts";
import { activeProfileOf, needOnProfile } from "../profile.ts";
import { freshIdentity } from "../sign-job.ts";
import { jobArn, profileVersionArn, signingJobs } from "../tables.ts";

/** Signs a payload of Notation at once, and answers its signature envelope. */
export const SignPayload = operation(SignPayloadCommand, {
  needs: async ({ profileName, profileOwner }, ctx) => [
    await needOnProfile("signer:SignPayload", profileName, ctx, profileOwner),
  ],

  async handle({ profileName, profileOwner, payload, payloadFormat }, ctx) {
    const jobOwner = profileOwner ?? ctx.accountId;
    const place = { accountId: jobOwner, region: ctx.region };
    const profile = await activeProfileOf(ctx, profileName, place);
    if (profile.platformId !== NOTATION)
      throw fault(
        ValidationException,
        `Platform ${profile.platformId} does not sign payloads: use StartSigningJob.`,
      );
    if (payloadFormat !== PAYLOAD_FORMAT)
      throw fault(
        ValidationException,
        `Payload format ${payloadFormat} is not supported; send ${PAYLOAD_FORMAT}.`,
      );

    const jobId = randomUUID();
    const job = newJob(jobId, profile, jobOwner, ctx);
    const signature = await notationEnvelope(
      await freshIdentity(ctx),
      payload,
      {
        jobArn: jobArn(place, jobId),
        profileVersionArn: profileVersionArn(place, profile),
        signedAt: job.createdAt,
        expiresAt: job.signatureExpiresAt,
      },
    );
    await ctx.table(signingJobs).put({
      ...job,
      status: "Succeeded",
      statusReason: "Signing Succeeded",
      completedAt: job.createdAt,
    });
    return { jobId, jobOwner, signature, metadata: {} };
  },
});
