import * as sdk from "@aws-sdk/client-sts";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { trustPolicy } from "./trust-policy.ts";

export const service = declareService({
  name: "sts",
  sdk,
  operations,
  resourcePolicy: trustPolicy,
});
