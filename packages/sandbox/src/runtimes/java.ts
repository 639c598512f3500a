import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../drivers/driver.ts";
import type { RuntimeFamily } from "./runtime.ts";
import { isExecutable, onPath } from "./search-path.ts";

const CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
const CLIENT_JAR = /^aws-lambda-java-runtime-interface-client.*\.jar$/;
const HOMES = "/usr/lib/jvm";
// The rest of the memory is for what the virtual machine keeps outside its heap.
const HEAP_SHARE = 0.8;

/** java*: through AWS's own runtime interface client, which the function or a layer of it brings. */
export const javaFamily: RuntimeFamily = {
  name: "java",
  pattern: /^java(8\.al2|[0-9]{2})$/,
  startsAhead: false,

  find(runtime) {
    const version = /[0-9]+/.exec(runtime)?.[0] ?? "";
    const exact = homesOf(version).find(isExecutable);
    if (exact !== undefined) return { ok: true, binary: exact };
    const any = onPath("java", ["-XshowSettings:properties", "-version"]);
    return any === undefined
      ? {
          ok: false,
          message: `Runtime ${runtime} needs a Java ${version} in ${HOMES} or java on the PATH; this machine has neither.`,
        }
      : { ok: true, binary: any, note: `${any} stands in for ${runtime}.` };
  },

  command(binary, { memoryMb, handler, host, seen }) {
    if (!bringsClient(host))
      return {
        reason:
          "Couldn't find AWS's Java runtime interface client (aws-lambda-java-runtime-interface-client): put its jar and those it needs into lib/ of the function, or into java/lib/ of a layer",
      };
    const classPath = [
      `${seen.opt}/java/lib/*`,
      `${seen.task}/lib/*`,
      seen.task,
    ];
    return {
      command: binary,
      args: [
        `-Xmx${Math.floor(memoryMb * HEAP_SHARE)}m`,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath.join(":"),
        CLIENT,
        handler,
      ],
    };
  },

  defaults: () => ({}),
};

function homesOf(version: string): string[] {
  if (!existsSync(HOMES)) return [];
  return readdirSync(HOMES)
    .filter((name) =>
      new RegExp(`(^|-)(java-|jdk-?|jre-?)?(1\\.)?${version}([.-]|$)`).test(
        name,
      ),
    )
    .map((name) => join(HOMES, name, "bin", "java"));
}

function bringsClient({ task, opt }: Places): boolean {
  return [join(task, "lib"), join(opt, "java", "lib")].some(
    (folder) =>
      existsSync(folder) &&
      readdirSync(folder).some((name) => CLIENT_JAR.test(name)),
  );
}
