import * as sdk from "@aws-sdk/client-s3";

import { declareService, on } from "../../core/service.ts";
import { dropParts } from "./multipart/drop-parts.ts";
import { crossOrigin } from "./cors/cross-origin.ts";
import { carryOutLifecycle } from "./lifecycle/sweep.ts";
import { deliverNotification } from "./notifications/deliver.ts";
import * as operations from "./operations/index.ts";
import { bucketPolicy } from "./policy/resource-policy.ts";
import { uploadEnded } from "./tables.ts";

export const service = declareService({
  name: "s3",
  sdk,
  operations,
  resourcePolicy: bucketPolicy,
  crossOrigin,
  resourceTypes: () => import("./resources/index.ts"),
  listeners: [
    on(uploadEnded, dropParts),
    deliverNotification,
    carryOutLifecycle,
  ],
});
