import * as sdk from "@aws-sdk/client-cloudtrail";
import { declareService } from "../../core/service.ts";
import * as operations from "./operations/index.ts";

export const service = declareService({ name: "cloudtrail", sdk, operations });
