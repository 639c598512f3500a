import * as sdk from "@aws-sdk/client-accessanalyzer";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";

export const service = declareService({
  name: "access-analyzer",
  sdk,
  operations,
});
