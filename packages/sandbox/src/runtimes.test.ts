import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { findRuntime } from "./runtimes/list.ts";
import { onPath } from "./runtimes/search-path.ts";
import { testSandbox } from "./testing/function-code.ts";

const without = (name: string) =>
  onPath(name) ? false : `NOT TESTED: this machine has no ${name}`;

const IN_C = `#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char in[65536], out[66000];
int main(void) {
  char *colon = strchr(getenv("AWS_LAMBDA_RUNTIME_API"), ':');
  char host[64] = {0}; strncpy(host, getenv("AWS_LAMBDA_RUNTIME_API"), colon - getenv("AWS_LAMBDA_RUNTIME_API"));
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(colon + 1)) };
  inet_pton(AF_INET, host, &to.sin_addr);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(s, (struct sockaddr *)&to, sizeof to)) return 9;
  for (;;) {
    dprintf(s, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n");
    int have = 0; char *body, *length; long want;
    for (;;) {
      int n = read(s, in + have, sizeof in - 1 - have);
      if (n <= 0) return 0;
      in[have += n] = 0;
      if (!strncmp(in, "HTTP/1.1 202", 12) && (body = strstr(in, "OK\\"}\\n"))) { body += 5; memmove(in, body, strlen(body) + 1); have = strlen(in); }
      if (!(body = strstr(in, "\\r\\n\\r\\n")) || strncmp(in, "HTTP/1.1 200", 12)) continue;
      length = strstr(in, "Content-Length: "); want = atol(length + 16); body += 4;
      if (have - (body - in) >= want) break;
    }
    char id[64] = {0}; char *at = strstr(in, "Request-Id: ") + 12; strncpy(id, at, strcspn(at, "\\r"));
    int n = snprintf(out, sizeof out, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nContent-Length: %ld\\r\\n\\r\\n%.*s", id, want, (int)want, body);
    if (write(s, out, n) != n) return 8;
  }
}
`;

void test(
  "a compiled C bootstrap answers, and is kept warm",
  { skip: without("gcc") },
  async () => {
    await using t = await testSandbox();
    const spec = await t.deploy("provided.al2023", { "main.c": IN_C });
    const binary = join(spec.codeDir, "bootstrap");
    execFileSync("gcc", [
      "-O1",
      "-w",
      "-o",
      binary,
      join(spec.codeDir, "main.c"),
    ]);
    await chmod(binary, 0o755);
    assert.ok((await t.call(spec, { n: 1 })).initMs !== undefined);
    for (let n = 2; n <= 20; n++)
      assert.deepEqual((await t.call(spec, { n })).value, { n });
    assert.equal(t.box.stats().coldStarts, 1);
  },
);

// What AWS's runtime interface client is called by: the class of this name, with the handler as its argument.
const IN_JAVA = `package com.amazonaws.services.lambda.runtime.api.client;
import java.net.*;
public class AWSLambda {
  public static void main(String[] args) throws Exception {
    String api = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/";
    while (true) {
      HttpURLConnection next = (HttpURLConnection) new URL(api + "next").openConnection();
      next.getInputStream().readAllBytes();
      HttpURLConnection answer = (HttpURLConnection) new URL(api + next.getHeaderField("Lambda-Runtime-Aws-Request-Id") + "/response").openConnection();
      answer.setDoOutput(true);
      answer.getOutputStream().write(("\\"" + args[0] + "\\"").getBytes());
      answer.getInputStream().readAllBytes();
    }
  }
}
`;

void test(
  "Java runs through the client that a function brings in its lib",
  { skip: without("javac") || without("jar") || without("java") },
  async () => {
    await using t = await testSandbox();
    const build = await mkdtemp(join(t.directory, "java-"));
    await writeFile(join(build, "AWSLambda.java"), IN_JAVA);
    execFileSync(
      "javac",
      [
        "--release",
        "17",
        "-nowarn",
        "-d",
        build,
        join(build, "AWSLambda.java"),
      ],
      { stdio: "ignore" },
    );
    const jar = join(build, "client.jar");
    execFileSync("jar", ["cf", jar, "-C", build, "com"]);
    const spec = await t.deploy(
      "java17",
      { "lib/README": "" },
      { handler: "my.Handler::run", memoryMb: 512 },
    );
    const name = "aws-lambda-java-runtime-interface-client-2.6.0.jar";
    await copyFile(jar, join(spec.codeDir, "lib", name));
    assert.equal((await t.call(spec)).value, "my.Handler::run");
  },
);

void test(
  "Java without AWS's client is a clear error",
  { skip: findRuntime("java17", {}).ok ? false : "NOT TESTED: no Java here" },
  async () => {
    await using t = await testSandbox();
    const called = await t.call(await t.deploy("java17", { "a.class": "" }));
    assert.equal(called.errorType, "Runtime.InvalidEntrypoint");
    assert.match(
      JSON.stringify(called.value),
      /aws-lambda-java-runtime-interface-client/,
    );
  },
);

void test("a program that is configured for a family nobody knows is started with the handler", async () => {
  await using files = await testSandbox();
  const program = join(files.directory, "program");
  await mkdir(files.directory, { recursive: true });
  await writeFile(program, `#!/bin/sh\necho "asked for $1"\nexit 4\n`);
  await chmod(program, 0o755);
  await using t = await testSandbox({
    runtimes: { ruby: program },
    isolation: "process",
  });
  assert.deepEqual(t.box.available("ruby3.3"), { ok: true, binary: program });
  const called = await t.call(await t.deploy("ruby3.3", {}));
  assert.match(called.log, /^asked for app\.handler$/m);
});
