import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeZip } from "@gatehouse/signing";

/** Files by their paths. */
type Files = Readonly<Record<string, string | Uint8Array>>;

const LIBRARY =
  "@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib";

/**
 * A package as `cfn submit` makes one of a hook's project whose language is typescript: the descriptions by the CLI
 * (its project.py), ResourceProvider.zip and src/ by the plugin's `package` step (its codegen.py). ResourceProvider.zip
 * holds what the project was built into: what tsc compiled, and node_modules.
 */
export function pluginPackage(
  typeName: string,
  handlers: string,
  runtime = "nodejs20.x",
): Uint8Array {
  const handler = { targetNames: ["AWS::SNS::Topic"], permissions: [] };
  const typeConfiguration = {
    properties: { Limit: { type: "string" } },
    additionalProperties: false,
  };
  return zipOf({
    "configuration-schema.json": json({
      ...typeConfiguration,
      definitions: {},
      typeName,
    }),
    ".rpdk-config": json({
      artifact_type: "HOOK",
      typeName,
      language: "typescript",
      runtime,
      entrypoint: "dist/handlers.entrypoint",
      testEntrypoint: "dist/handlers.testEntrypoint",
      settings: {
        use_docker: false,
        no_docker: true,
        protocolVersion: "2.0.0",
      },
    }),
    "schema.json": json({
      typeName,
      description: "A hook for tests",
      sourceUrl: "https://example.com/hook",
      documentationUrl: "https://example.com/hook/readme",
      typeConfiguration,
      required: [],
      handlers: { preCreate: handler, preUpdate: handler, preDelete: handler },
      additionalProperties: false,
    }),
    "target-info.json": json({
      "AWS::SNS::Topic": { TargetName: "AWS::SNS::Topic", Schema: {} },
    }),
    "target-schemas/aws-sns-topic.json": "{}",
    "ResourceProvider.zip": zipOf({
      "package.json": json({
        name: typeName.replaceAll("::", "-").toLowerCase(),
        main: "dist/handlers.js",
      }),
      "dist/handlers.js": handlers,
      "dist/models.js": MODELS,
      ...dependencies(),
    }),
    "src/handlers.ts": "export {};",
    "src/models.ts": "export {};",
    ".cfn_metadata.json": json({ "cli-version": "0.2.38" }),
  });
}

/** The real library and what it needs, where a node_modules that has them is named; else what stands in for it. */
function dependencies(): Files {
  const installed = process.env["GATEHOUSE_TEST_CFN_TYPESCRIPT"];
  if (installed === undefined)
    return {
      [`node_modules/${LIBRARY}/package.json`]: json({
        name: LIBRARY,
        main: "dist/index.js",
      }),
      [`node_modules/${LIBRARY}/dist/index.js`]: STAND_IN,
    };
  return Object.fromEntries(
    readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [
        join("node_modules", path.slice(installed.length)),
        readFileSync(path),
      ]),
  );
}

const MODELS = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const lib = require("${LIBRARY}");
class HookModel extends lib.BaseModel {}
exports.HookModel = HookModel;
`;

/**
 * Answers as version 1.0.6 of the library does, as far as a hook can use it. The library knows resources only: its own
 * entry point reads the action of a resource's request, and a hook's has none.
 */
const STAND_IN = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
class BaseModel {}
class ProgressEvent {
  message = "";
  callbackDelaySeconds = 0;
  static failed(errorCode, message) {
    return Object.assign(new ProgressEvent(), { status: "FAILED", errorCode, message });
  }
  static progress(resourceModel, callbackContext) {
    return Object.assign(new ProgressEvent(), { status: "IN_PROGRESS", resourceModel, callbackContext });
  }
  static success(resourceModel, callbackContext) {
    return Object.assign(ProgressEvent.progress(resourceModel, callbackContext), { status: "SUCCESS" });
  }
  serialize() {
    const plain = JSON.parse(JSON.stringify(this));
    return Object.fromEntries(Object.entries(plain).filter(([, value]) => value != null));
  }
}
class BaseHandlerException extends Error {
  toProgressEvent() {
    return ProgressEvent.failed(this.constructor.name, this.toString());
  }
}
class AccessDenied extends BaseHandlerException {}
class SessionProxy {
  constructor(options) { this.configuration = options; }
  static getSession(credentials, region) {
    return credentials ? new SessionProxy({ credentials, region }) : null;
  }
}
class BaseResource {
  handlers = new Map();
  entrypoint = async ({ action }) => {
    const name = action == null ? "<null>" : action;
    return ProgressEvent.failed("InternalFailure", "Unknown action " + name).serialize();
  };
  testEntrypoint = this.entrypoint;
}
module.exports = { BaseModel, BaseResource, ProgressEvent, SessionProxy, exceptions: { BaseHandlerException, AccessDenied } };
`;

const json = (value: object): string => JSON.stringify(value, null, 4);

const zipOf = (files: Files): Uint8Array =>
  writeZip(Object.entries(files).map(([name, body]) => ({ name, body })));
