/** Modules by which a function whose source stands in a template answers for a custom resource. */
export interface ResponseModule {
  readonly runtimes: RegExp;
  /** The file that holds the source. */
  readonly file: string;
  /** Where the module lies, and which source wants it. */
  readonly module: string;
  readonly used: RegExp;
  readonly body: string;
}

export const RESPONSE_MODULES: readonly ResponseModule[] = [
  {
    runtimes: /^nodejs/,
    file: "index.js",
    module: "node_modules/cfn-response/index.js",
    used: /cfn-response/,
    body: `"use strict";
const http = require("node:http");
const https = require("node:https");

exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";

exports.send = (event, context, status, data, physicalResourceId, noEcho) => {
  const body = JSON.stringify({
    Status: status,
    Reason: "See the details in CloudWatch Log Stream: " + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: data,
  });
  const address = new URL(event.ResponseURL);
  const client = address.protocol === "http:" ? http : https;
  const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const end = () => {
      context.done();
      resolve();
    };
    const request = client.request(address, { method: "PUT", headers }, (answer) => {
      console.log("Status code: " + answer.statusCode);
      answer.resume();
      end();
    });
    request.on("error", (error) => {
      console.log("The answer could not be sent: " + error.message);
      end();
    });
    request.end(body);
  });
};
`,
  },
  {
    runtimes: /^python/,
    file: "index.py",
    module: "cfnresponse.py",
    used: /cfnresponse/,
    body: `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: " + context.log_stream_name,
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
    try:
        with urllib.request.urlopen(request) as answer:
            print("Status code:", answer.status)
    except Exception as error:
        print("The answer could not be sent:", error)
`,
  },
];
