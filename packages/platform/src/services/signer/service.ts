import * as sdk from "@aws-sdk/client-signer";
import { declareService, on } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { profilePolicy } from "./profile-policy.ts";
import { signJob } from "./sign-job.ts";
import { jobStarted } from "./tables.ts";

export const service = declareService({
  name: "signer",
  sdk,
  operations,
  resourcePolicy: profilePolicy,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [on(jobStarted, signJob)],
});
