import * as sdk from "@aws-sdk/client-cloudformation";
import { judgementWanted } from "../../core/judgement.ts";
import { declareService, on } from "../../core/service.ts";
import { carryOutOperation, operationBegun } from "./engine/begun.ts";
import { eventTold, publishEvent } from "./notify.ts";
import { detect } from "./drift/detect.ts";
import { detectionBegun } from "./drift/tables.ts";
import { changeSetJudged, judgeChangeSet } from "./hooks/change-set-hooks.ts";
import { judgeResource } from "./hooks/judge-resource.ts";
import { sweepResults } from "./hooks/sweep.ts";
import * as operations from "./operations/index.ts";
import { accountPlaced } from "../../core/identity/account-placed.ts";
import { followAccount } from "./stack-sets/auto-deploy.ts";
import { carryOutSetOperation } from "./stack-sets/run.ts";
import { setOperationBegun } from "./stack-sets/tables.ts";
import { register, registrationBegun } from "./registry/register.ts";

export const service = declareService({
  name: "cloudformation",
  sdk,
  operations,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [
    on(operationBegun, carryOutOperation),
    on(setOperationBegun, carryOutSetOperation),
    on(accountPlaced, followAccount),
    on(eventTold, publishEvent),
    on(detectionBegun, detect),
    on(registrationBegun, register),
    on(changeSetJudged, judgeChangeSet),
    on(judgementWanted, judgeResource),
    sweepResults,
  ],
});
