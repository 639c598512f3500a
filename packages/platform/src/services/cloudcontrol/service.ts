import * as sdk from "@aws-sdk/client-cloudcontrol";
import { judged } from "../../core/judgement.ts";
import { declareService, on } from "../../core/service.ts";
import { carryOut } from "./carry-out.ts";
import * as operations from "./operations/index.ts";
import { forget } from "./forget.ts";
import { judge } from "./judge.ts";
import { requestBegun, requestOver } from "./tables.ts";

export const service = declareService({
  name: "cloudcontrolapi",
  sdk,
  operations,
  listeners: [
    on(requestBegun, judge),
    on(judged, carryOut),
    on(requestOver, forget),
  ],
});
