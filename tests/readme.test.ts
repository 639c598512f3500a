import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { settingHelp } from "../packages/platform/src/settings.ts";
import { ROOT } from "./imports.ts";
import { coverage, withTable } from "./operations-table.ts";

const readme = readFileSync(`${ROOT}README.md`, "utf8");
const squeezed = (text: string): string =>
  text.replaceAll(/ {2,}/g, " ").replaceAll(/-{2,}/g, "-");

test("the README tells which operations are built (npm run readme writes it)", async () => {
  equal(squeezed(readme), squeezed(await withTable(readme)));
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
