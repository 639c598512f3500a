import type { CatalogueEntry } from "./gateway/services.ts";

/** Every service that the platform serves, by what requests say of it. A service's code is loaded at its first call. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: "cloudtrail",
    namespace: "com.amazonaws.cloudtrail",
    scope: "cloudtrail",
    target: "CloudTrail_20131101",
    load: () => import("./services/cloudtrail/service.ts"),
  },
  {
    name: "cloudwatch",
    namespace: "com.amazonaws.cloudwatch",
    scope: "monitoring",
    target: "GraniteServiceVersion20100801",
    queryVersion: "2010-08-01",
    listensTo: ["core.Measured", "cloudwatch.RollUpDue"],
    load: () => import("./services/cloudwatch/service.ts"),
  },
  {
    name: "iam",
    namespace: "com.amazonaws.iam",
    scope: "iam",
    queryVersion: "2010-05-08",
    homeRegion: "us-east-1",
    load: () => import("./services/iam/service.ts"),
  },
  {
    name: "lambda",
    namespace: "com.amazonaws.lambda",
    scope: "lambda",
    listensTo: ["lambda.AsynchronousCall", "lambda.Deleted"],
    load: () => import("./services/lambda/service.ts"),
  },
  {
    name: "logs",
    namespace: "com.amazonaws.cloudwatchlogs",
    scope: "logs",
    target: "Logs_20140328",
    listensTo: ["core.Logged", "logs.Removed", "logs.SweepDue"],
    load: () => import("./services/logs/service.ts"),
  },
  {
    name: "s3",
    namespace: "com.amazonaws.s3",
    scope: "s3",
    listensTo: ["s3.UploadEnded"],
    load: () => import("./services/s3/service.ts"),
  },
  {
    name: "signer",
    namespace: "com.amazonaws.signer",
    scope: "signer",
    listensTo: ["signer.JobStarted"],
    load: () => import("./services/signer/service.ts"),
  },
  {
    name: "sts",
    namespace: "com.amazonaws.sts",
    scope: "sts",
    queryVersion: "2011-06-15",
    load: () => import("./services/sts/service.ts"),
  },
];
