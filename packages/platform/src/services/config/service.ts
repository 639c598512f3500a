import * as sdk from "@aws-sdk/client-config-service";
import { declareService, on } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { settleMember } from "./organization/member.ts";
import { organizationPolicy } from "./organization/policy.ts";
import { memberDue } from "./organization/tables.ts";
import { deployPack } from "./packs/packs.ts";
import { packDue } from "./packs/tables.ts";
import { endEvaluation, forgetEvaluation } from "./proactive/settle.ts";
import { deliverSnapshot, publish } from "./recorder/deliver.ts";
import { settleRecorder } from "./recorder/recorders.ts";
import { recordingOf } from "./recorder/recording.ts";
import { recorderChanged, snapshotDue, told } from "./recorder/tables.ts";
import { remediate } from "./remediation/remediate.ts";
import { remediationDue } from "./remediation/tables.ts";
import { askFunction } from "./rules/ask-function.ts";
import { evaluateAll } from "./rules/evaluate-all.ts";
import {
  evaluationDue,
  evaluationEnded,
  evaluationForgotten,
  functionAsked,
} from "./tables.ts";

export const service = declareService({
  name: "config",
  sdk,
  operations,
  resourcePolicy: organizationPolicy,
  resourceTypes: () => import("./resources/index.ts"),
  resume(workplace) {
    recordingOf(workplace)
      .resume()
      .catch((error: unknown) => {
        workplace.report("Config could not go on recording.", error);
      });
  },
  listeners: [
    on(functionAsked, askFunction),
    on(evaluationDue, evaluateAll),
    on(evaluationEnded, endEvaluation),
    on(evaluationForgotten, forgetEvaluation),
    on(recorderChanged, settleRecorder),
    on(snapshotDue, deliverSnapshot),
    on(told, publish),
    on(packDue, deployPack),
    on(memberDue, settleMember),
    on(remediationDue, remediate),
  ],
});
