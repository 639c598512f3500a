import * as sdk from "@aws-sdk/client-iam";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";

export const service = declareService({
  name: "iam",
  sdk,
  operations,
  resourceTypes: () => import("./resources/index.ts"),
});
