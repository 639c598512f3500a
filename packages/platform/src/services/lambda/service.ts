import * as sdk from "@aws-sdk/client-lambda";
import { declareService, on } from "../../core/service.ts";
import { deleted, forget } from "./deletion.ts";
import {
  asynchronousCall,
  runAsynchronously,
} from "./invocation/asynchronous.ts";
import { deliver, delivery } from "./invocation/destinations/delivery.ts";
import { resumeMappings, settleMapping } from "./event-sources/pollers.ts";
import { mappingChanged } from "./event-sources/tables.ts";
import { functionUrlHosts } from "./function-url/endpoint.ts";
import {
  provide,
  resumeProvisions,
} from "./invocation/provisioned/standing.ts";
import { provisioningChanged } from "./invocation/tables.ts";
import * as operations from "./operations/index.ts";
import { resourcePolicy } from "./resource-policy.ts";

export const service = declareService({
  name: "lambda",
  sdk,
  operations,
  resourcePolicy,
  hosted: functionUrlHosts,
  resourceTypes: () => import("./resources/index.ts"),
  resume(workplace) {
    resumeProvisions(workplace);
    resumeMappings(workplace);
  },
  listeners: [
    on(asynchronousCall, runAsynchronously),
    on(delivery, deliver),
    on(provisioningChanged, provide),
    on(deleted, forget),
    on(mappingChanged, settleMapping),
  ],
});
