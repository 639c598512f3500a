import * as sdk from "@aws-sdk/client-ssm";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { ownersOnly } from "./parameter.ts";

export const service = declareService({
  name: "ssm",
  sdk,
  operations,
  resourcePolicy: ownersOnly,
  resourceTypes: () => import("./resources/index.ts"),
});
