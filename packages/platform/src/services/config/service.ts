import * as sdk from "@aws-sdk/client-config-service";
import { declareService, on } from "../../core/service.ts";
import * as operations from "./operations/index.ts";
import { settleMember } from "./organization/member.ts";
import { organizationPolicy } from "./organization/policy.ts";
import { memberDue } from "./organization/tables.ts";
import { deployPack } from "./packs/packs.ts";
import { packDue } from "./packs/tables.ts";
import { endEvaluation, forgetEvaluation } from "./proactive/settle.ts";
import { askFunction } from "./rules/ask-function.ts";
import { evaluateAll, evaluationDue } from "./rules/evaluate-all.ts";
import {
  evaluationEnded,
  evaluationForgotten,
  functionAsked,
} from "./tables.ts";

export const service = declareService({
  name: "config",
  sdk,
  operations,
  resourcePolicy: organizationPolicy,
  listeners: [
    on(functionAsked, askFunction),
    on(evaluationDue, evaluateAll),
    on(evaluationEnded, endEvaluation),
    on(evaluationForgotten, forgetEvaluation),
    on(packDue, deployPack),
    on(memberDue, settleMember),
  ],
});
