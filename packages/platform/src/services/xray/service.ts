import * as sdk from "@aws-sdk/client-xray";
import { declareService } from "../../core/service.ts";
import { keepTraced } from "./keep-segments.ts";
import * as operations from "./operations/index.ts";
import { sweepTraces } from "./sweep.ts";

export const service = declareService({
  name: "xray",
  sdk,
  operations,
  listeners: [keepTraced, sweepTraces],
});
