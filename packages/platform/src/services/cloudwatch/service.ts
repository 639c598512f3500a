import * as sdk from "@aws-sdk/client-cloudwatch";
import { declareService } from "../../core/service.ts";
import { doAction } from "./alarms/actions.ts";
import { forgetHistory } from "./alarms/record.ts";
import { evaluateWhenChanged, evaluateWhenDue } from "./alarms/schedule.ts";
import * as operations from "./operations/index.ts";
import { keepMeasured } from "./platform-metrics.ts";
import { rollUp } from "./roll-up.ts";

export const service = declareService({
  name: "cloudwatch",
  sdk,
  operations,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [
    keepMeasured,
    rollUp,
    evaluateWhenDue,
    evaluateWhenChanged,
    doAction,
    forgetHistory,
  ],
});
