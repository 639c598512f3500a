import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { settingHelp } from "../packages/platform/src/settings.ts";
import { ROOT } from "./imports.ts";
import { coverage, withList } from "./operations-list.ts";

const readme = readFileSync(`${ROOT}README.md`, "utf8");
test("the README tells which operations are built (npm run readme writes it)", async () => {
  equal(readme, await withList(readme));
});

test("the README names every setting", () => {
  deepEqual(
    settingHelp.filter(({ variable }) => !readme.includes(`\`${variable}\``)),
    [],
  );
});

test("no service builds an operation that its model does not know", async () => {
  for (const { title, built, modelled } of await coverage())
    deepEqual(
      built.filter((name) => !modelled.includes(name)),
      [],
      title,
    );
});
