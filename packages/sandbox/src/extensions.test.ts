import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { FunctionSpec } from "./index.ts";
import { onPath } from "./runtimes/search-path.ts";
import { type TestSandbox, testSandbox } from "./testing/function-code.ts";

const python = onPath("python3", ["-c", "import sys; print(sys.executable)"]);
const skip = python ? false : "NOT TESTED: this machine has no Python";

/** A little client of the Extensions API, with `main` after it. */
const extension = (main: string) => `#!${python}
import http.client, http.server, json, os, sys, threading, time
API = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, body=None, **headers):
    c = http.client.HTTPConnection(API)
    c.request(method, path, None if body is None else json.dumps(body), {k.replace("_", "-"): v for k, v in headers.items()})
    a = c.getresponse(); text = a.read().decode()
    return a.status, dict((k.lower(), v) for k, v in a.getheaders()), json.loads(text or "null")
def register(events=("INVOKE", "SHUTDOWN"), name=os.path.basename(sys.argv[0]), **more):
    global ID
    status, headers, body = call("POST", "/2020-01-01/extension/register", {"events": events}, Lambda_Extension_Name=name, **more)
    ID = headers.get("lambda-extension-identifier")
    return status, body
def next_event():
    return call("GET", "/2020-01-01/extension/event/next", Lambda_Extension_Identifier=ID)[2]
def say(*what):
    print(*what, flush=True)
${main}
`;

async function withExtension(
  t: TestSandbox,
  files: Record<string, string>,
  mains: Record<string, string>,
  changes: Partial<FunctionSpec> = {},
  runtime = "nodejs22.x",
): Promise<FunctionSpec> {
  const layer = await mkdtemp(join(t.directory, "layer-"));
  await chmod(layer, 0o755);
  await mkdir(join(layer, "extensions"));
  for (const [name, main] of Object.entries(mains)) {
    const path = join(layer, "extensions", name);
    await writeFile(path, extension(main));
    await chmod(path, 0o755);
  }
  return t.deploy(runtime, files, { layerDirs: [layer], ...changes });
}

const FUNCTION = {
  "app.js": "exports.handler = async (e) => { console.log('ran'); return e }",
};
const text = (t: TestSandbox) =>
  t.lines.map(({ message }) => message).join("\n");

void test(
  "an external extension registers before the runtime starts, hears of every call, and of the end",
  { skip },
  async () => {
    const t = await testSandbox();
    const spec = await withExtension(t, FUNCTION, {
      mine: `status, facts = register(Lambda_Extension_Accept_Feature="accountId")
say("registered", status, json.dumps(facts, sort_keys=True))
while True:
    event = next_event()
    say("event", event["eventType"], event.get("requestId", event.get("shutdownReason")))
    if event["eventType"] == "SHUTDOWN": break
say("last words")`,
    });
    assert.deepEqual((await t.call(spec, 1)).value, 1);
    assert.deepEqual((await t.call(spec, 2)).value, 2);
    await t[Symbol.asyncDispose]();
    const log = text(t);
    assert.match(
      log,
      /^registered 200 \{"accountId": "000000000000", "functionName": "tested", "functionVersion": "\$LATEST", "handler": "app.handler"\}$/m,
    );
    assert.match(
      log,
      /^EXTENSION\tName: mine\tState: Ready\tEvents: \[INVOKE, SHUTDOWN\]$/m,
    );
    assert.equal(log.match(/^event INVOKE \S{36}$/gm)?.length, 2);
    assert.match(log, /^event SHUTDOWN spindown\nlast words$/m);
  },
);

void test(
  "what an extension does after the answer delays the next call, not the answer",
  { skip },
  async () => {
    await using t = await testSandbox({ maxEnvironments: 1 });
    const spec = await withExtension(t, FUNCTION, {
      slow: `register()
while next_event()["eventType"] == "INVOKE":
    time.sleep(0.6); say("worked")`,
    });
    const first = await t.call(spec, 1);
    assert.doesNotMatch(text(t), /worked/);
    const second = await t.call(spec, 2);
    assert.match(text(t), /worked/);
    assert.equal(second.initMs, undefined, "the same environment");
    assert.ok(first.durationMs < 600);
  },
);

for (const [what, main, errorType] of [
  ["crashes before it registers", "sys.exit(3)", "Extension.Crash"],
  [
    "reports an init error",
    `register()
call("POST", "/2020-01-01/extension/init/error", {}, Lambda_Extension_Identifier=ID, Lambda_Extension_Function_Error_Type="My.Reason")
time.sleep(9)`,
    "Extension.InitError",
  ],
  [
    "reports an exit error during a call",
    `register()
next_event()
call("POST", "/2020-01-01/extension/exit/error", {}, Lambda_Extension_Identifier=ID, Lambda_Extension_Function_Error_Type="My.Reason")
time.sleep(9)`,
    "Extension.ExitError",
  ],
] as const)
  void test(`an extension that ${what} is ${errorType}`, { skip }, async () => {
    await using t = await testSandbox();
    const slow = {
      "app.js":
        "exports.handler = () => new Promise((r) => setTimeout(r, 2000, 1))",
    };
    const spec = await withExtension(t, slow, { bad: main });
    const called = await t.call(spec);
    assert.equal(called.errorType, errorType);
  });

void test("a file that is no program is Extension.LaunchError, or a crash where only its starter can tell", async () => {
  await using t = await testSandbox();
  const layer = await mkdtemp(join(t.directory, "layer-"));
  await chmod(layer, 0o755);
  await mkdir(join(layer, "extensions"));
  await writeFile(join(layer, "extensions", "text"), "no program");
  const spec = await t.deploy("nodejs22.x", FUNCTION, { layerDirs: [layer] });
  const { errorType = "" } = await t.call(spec);
  assert.match(errorType, /^Extension\.(LaunchError|Crash)$/);
});

void test("hostile calls are refused, each with its error, and the function goes on", async () => {
  await using t = await testSandbox();
  const spec = await t.deploy("nodejs22.x", {
    "app.mjs": `import http from "node:http"; const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const call = (method, path, headers = {}, body = "") => new Promise((done) => http.request({ host, port, method, path: "/2020-01-01/extension/" + path, headers, agent: false }, (a) => { let t = ""; a.on("data", (d) => t += d).on("end", () => done({ status: a.statusCode, id: a.headers["lambda-extension-identifier"], type: JSON.parse(t).errorType })) }).end(body));
const seen = [];
{
  const see = async (...a) => { const r = await call(...a); seen.push(r.status + " " + (r.type ?? "ok")); return r };
  await see("POST", "register", {}, "{}");
  await see("POST", "register", { "Lambda-Extension-Name": "a" }, "{bad");
  await see("POST", "register", { "Lambda-Extension-Name": "a" }, '{"events":["DANCE"]}');
  await see("POST", "register", { "Lambda-Extension-Name": "a" }, '{"events":["SHUTDOWN"]}');
  const { id } = await see("POST", "register", { "Lambda-Extension-Name": "a" }, '{"events":[]}');
  await see("POST", "register", { "Lambda-Extension-Name": "a" }, '{"events":[]}');
  for (let n = 1; n < 10; n++) { const { id } = await call("POST", "register", { "Lambda-Extension-Name": "more" + n }, "{}"); void call("GET", "event/next", { "Lambda-Extension-Identifier": id }) }
  await see("POST", "register", { "Lambda-Extension-Name": "eleventh" }, "{}");
  await see("GET", "event/next");
  await see("GET", "event/next", { "Lambda-Extension-Identifier": "x" });
  await see("GET", "event/next", { "Lambda-Extension-Identifier": crypto.randomUUID() });
  await see("POST", "event/next", { "Lambda-Extension-Identifier": id });
  await see("POST", "init/error", { "Lambda-Extension-Identifier": id });
  void call("GET", "event/next", { "Lambda-Extension-Identifier": id });
  await new Promise((r) => setTimeout(r, 20));
  await see("GET", "event/next", { "Lambda-Extension-Identifier": id });
  await see("GET", "nothing", { "Lambda-Extension-Identifier": id });
}
export const handler = async () => { const late = await call("POST", "register", { "Lambda-Extension-Name": "late" }, "{}"); return [...seen, late.status + " " + late.type] };`,
  });
  assert.deepEqual((await t.call(spec)).value, [
    "403 Extension.InvalidExtensionName",
    "403 InvalidRequestFormat",
    "403 Extension.InvalidEventType",
    "403 Extension.InvalidEventType",
    "200 ok",
    "403 Extension.InvalidExtensionState",
    "403 Extension.TooManyExtensions",
    "403 Extension.MissingExtensionIdentifier",
    "403 Extension.InvalidExtensionIdentifier",
    "403 Extension.UnknownExtensionIdentifier",
    "405 MethodNotAllowed",
    "403 Extension.MissingHeader",
    "403 Extension.InvalidExtensionState",
    "404 NotFound",
    "403 Extension.RegistrationClosed",
  ]);
});

const COLLECT = (subscribe: string) => `
seen = []
class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        seen.extend(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200); self.end_headers()
    def log_message(self, *a): pass
server = http.server.HTTPServer(("0.0.0.0", 0), Collector); PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
register()
${subscribe}
while next_event()["eventType"] == "INVOKE": pass
time.sleep(0.2)
say("TYPES", json.dumps([e["type"] for e in seen]))
say("LINES", json.dumps([e["record"] for e in seen if e["type"] in ("function",)]))`;

void test(
  "a subscriber of the Telemetry API gets what it asked for, from the start of the environment on",
  { skip },
  async () => {
    const t = await testSandbox();
    const spec = await withExtension(t, FUNCTION, {
      tele: COLLECT(
        `say("SUBSCRIBED", call("PUT", "/2022-07-01/telemetry", {"schemaVersion": "2022-12-13", "types": ["platform", "function"], "buffering": {"timeoutMs": 25}, "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:%d/x" % PORT}}, Lambda_Extension_Identifier=ID)[::2])`,
      ),
    });
    assert.equal((await t.call(spec, 1)).value, 1);
    await t[Symbol.asyncDispose]();
    const log = text(t);
    assert.match(log, /^SUBSCRIBED \(200, 'OK'\)$/m);
    assert.match(
      log,
      /^TELEMETRY\tName: tele\tState: Subscribed\tTypes: \[platform, function\]$/m,
    );
    const types = JSON.parse(
      /^TYPES (.*)$/m.exec(log)?.[1] ?? "[]",
    ) as string[];
    // A batch that is answered late is sent again.
    assert.deepEqual(
      [...new Set(types)],
      [
        "platform.initStart",
        "platform.telemetrySubscription",
        "platform.initRuntimeDone",
        "platform.initReport",
        "platform.extension",
        "platform.start",
        "function",
        "platform.runtimeDone",
        "platform.report",
      ],
    );
    assert.match(log, /^LINES \[".*INFO\\tran"\]$/m);
  },
);

void test(
  "a subscription that cannot be is a ValidationError that names every mistake",
  { skip },
  async () => {
    await using t = await testSandbox();
    const spec = await withExtension(t, FUNCTION, {
      tele: `register()
put = lambda body, path="/2022-07-01/telemetry": say("GOT", *call("PUT", path, body, Lambda_Extension_Identifier=ID)[::2])
put({"schemaVersion": "2022-12-13", "types": [], "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain"}})
put({"types": ["platform"], "destination": {"protocol": "HTTP", "URI": "http://127.0.0.1:80"}, "buffering": {"maxItems": 5}})
put([])
put({"types": ["platform"], "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:9"}}, "/2020-08-15/logs")
put({"types": ["platform"], "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:9"}})
next_event()
put({"types": ["platform"], "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:9"}})
while next_event()["eventType"] == "INVOKE": pass`,
    });
    await t.call(spec);
    await t.call(spec);
    const got = text(t).match(/^GOT .*$/gm) ?? [];
    assert.match(got[0] ?? "", /400 .*ValidationError/);
    assert.match(
      got[0] ?? "",
      /types should not be empty; URI port is not provided/,
    );
    assert.match(got[1] ?? "", /URI must begin.*maxItems must be from 1000/);
    assert.match(got[2] ?? "", /not a JSON object/);
    assert.match(got[3] ?? "", /200 OK/);
    assert.match(got[4] ?? "", /through the logs API/);
    assert.match(got[5] ?? "", /403 .*Telemetry.SubscriptionClosed/);
  },
);

void test(
  "an extension and the function share one /tmp, of one size, and no other function's",
  { skip },
  async () => {
    await using t = await testSandbox();
    const files = {
      "app.js": `const fs = require("node:fs"), path = process.env.TMPDIR ?? "/tmp";
exports.handler = async () => { fs.writeFileSync(path + "/of-the-function", "1"); return fs.existsSync(path + "/of-the-extension") && fs.readFileSync(path + "/of-the-extension", "utf8") }`,
    };
    const mains = {
      mine: `tmp = os.environ.get("TMPDIR", "/tmp")
with open(tmp + "/of-the-extension", "w") as file: file.write("there")
register()
while True:
    event = next_event()
    say("sees", os.path.exists(tmp + "/of-the-function"), os.statvfs(tmp).f_blocks * os.statvfs(tmp).f_frsize >> 20)
    if event["eventType"] == "SHUTDOWN": break`,
    };
    const changes = { ephemeralStorageMb: 600 };
    const spec = await withExtension(t, files, mains, changes);
    // The third call waits for what the extension does about the second.
    for (let call = 1; call <= 3; call++)
      assert.equal((await t.call(spec)).value, "there");
    await t.box.retire("");
    const { driver } = await t.box.isolation();
    assert.match(text(t), driver === "process" ? /sees True/ : /sees True 600/);
    const other = await t.deploy("nodejs22.x", files);
    assert.equal((await t.call(other)).value, false);
  },
);
