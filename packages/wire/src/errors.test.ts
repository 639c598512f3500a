import { deepEqual, equal, fail, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { TooManyRequestsException } from "@aws-sdk/client-lambda";
import { encodeError, serviceModel, type ErrorAnswer } from "./index.ts";
import type { HttpAnswer } from "./request.ts";
import { inProcess, sdkClient } from "./testing/in-process.ts";
import {
  clientOf,
  clients,
  commandOf,
  protocolsOf,
} from "./testing/sdk-client.ts";
import { shapeValues } from "./testing/shape-values.ts";

const meta = { requestId: "r-1", hostId: "h-1", resource: "/b/k" };

for (const name of clients) {
  const sdk = sdkClient(name);
  const model = serviceModel(sdk);
  const modelled = Object.keys(sdk)
    .filter((key) => key.endsWith("$") && model.error(key.slice(0, -1)))
    .map((key) => key.slice(0, -1));
  for (const [protocol, settings] of protocolsOf(name, model.defaultProtocol)) {
    void test(`every ${model.serviceId} error of the SDK arrives as itself over ${protocol}`, async () => {
      const op = model.operation(
        model.operationNames.find((each) => each.startsWith("Get"))!,
      )!;
      let error: ErrorAnswer | undefined;
      const requestHandler = inProcess(() =>
        encodeError(protocol, op, error!, meta),
      );
      const client = clientOf(sdk, { ...settings, requestHandler });
      const input = shapeValues({ Bucket: "b", Key: "k" }).of(op.input);
      for (const each of modelled) {
        const shape = model.error(each)!;
        const status = shape.httpError ?? 400;
        error = {
          name: each,
          message: `The ${each} <text>`,
          status,
          fault: "client",
        };
        await rejects(
          client.send(commandOf(sdk, op.name, input)),
          (caught: Error) => {
            const arrived = caught.constructor.name;
            // Two of CloudWatch's errors share a query code, by which clients cannot tell them apart.
            if (arrived !== each)
              deepEqual(
                model.error(arrived)?.queryError,
                shape.queryError,
                each,
              );
            equal(caught.message, error!.message);
            const { $metadata } = caught as Error & {
              $metadata: { httpStatusCode: number; requestId?: string };
            };
            equal(
              $metadata.httpStatusCode,
              protocol === "awsQuery"
                ? (shape.queryError?.[1] ?? status)
                : status,
            );
            equal($metadata.requestId, "r-1");
            return true;
          },
        );
      }
      ok(modelled.length > 0);
    });
  }
}

function textOf({ body }: HttpAnswer): string {
  return typeof body === "string" ? body : fail("not a text");
}

function told(
  client: string,
  operation: string | undefined,
  error: Partial<ErrorAnswer>,
): HttpAnswer {
  const model = serviceModel(sdkClient(client));
  const op = operation === undefined ? undefined : model.operation(operation);
  const full: ErrorAnswer = {
    name: "AccessDenied",
    message: "No.",
    status: 403,
    fault: "client",
    ...error,
  };
  return encodeError(model.defaultProtocol, op, full, meta);
}

void test("an error's further members arrive, in the body or as headers", async () => {
  const sdk = sdkClient("lambda");
  const op = serviceModel(sdk).operation("GetFunction")!;
  const fields = {
    retryAfterSeconds: "7",
    Reason: "ConcurrentInvocationLimitExceeded",
  };
  const error = {
    name: "TooManyRequestsException",
    message: "Rate exceeded",
    status: 429,
    fault: "client" as const,
    fields,
  };
  const client = clientOf(sdk, {
    requestHandler: inProcess(() => encodeError("restJson1", op, error, meta)),
  });
  await rejects(
    client.send(commandOf(sdk, "GetFunction", { FunctionName: "f" })),
    (caught) => {
      ok(caught instanceof TooManyRequestsException);
      equal(caught.retryAfterSeconds, "7");
      equal(caught.Reason, "ConcurrentInvocationLimitExceeded");
      equal(caught.Type, "User");
      return true;
    },
  );
});

void test("S3's errors are a bare Error element with the request's ids, HEAD's have no body", () => {
  const missing = told("s3", "GetObject", {
    name: "NoSuchKey",
    fields: { Key: "a&b" },
  });
  equal(
    textOf(missing),
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>No.</Message><Key>a&amp;b</Key>' +
      "<Resource>/b/k</Resource><RequestId>r-1</RequestId><HostId>h-1</HostId></Error>",
  );
  equal(missing.headers["x-amz-id-2"], "h-1");
  equal(
    told("s3", "HeadObject", { name: "NotFound", status: 404 }).body,
    undefined,
  );
});

void test("query errors speak the model's own code and say whose fault it was", () => {
  const gone = told("iam", "GetRole", {
    name: "NoSuchEntityException",
    status: 400,
  });
  equal(gone.status, 404);
  match(
    textOf(gone),
    /<Type>Sender<\/Type><Code>NoSuchEntity<\/Code><Message>No.<\/Message>/,
  );
  const failed = told("iam", "GetRole", {
    name: "InternalFailure",
    fault: "server",
  });
  match(textOf(failed), /<Type>Receiver</);
});

void test("errors that no model has, of operations that no service has, still have their form", () => {
  const lambda = told("lambda", undefined, {
    name: "UnknownOperationException",
  });
  equal(lambda.headers["x-amzn-errortype"], "UnknownOperationException");
  deepEqual(JSON.parse(textOf(lambda)), { message: "No." });
  deepEqual(JSON.parse(textOf(told("cloudtrail", undefined, {}))), {
    __type: "AccessDenied",
    message: "No.",
  });
  match(textOf(told("iam", undefined, {})), /^<ErrorResponse><Error>/);
});

void test("formerly query services also tell their old code", () => {
  const { headers } = told("cloudwatch", "GetDashboard", {
    name: "DashboardNotFoundError",
    status: 404,
  });
  equal(headers["x-amzn-query-error"], "ResourceNotFound;Sender");
});
