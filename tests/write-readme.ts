import { readFileSync, writeFileSync } from "node:fs";
import { ROOT } from "./imports.ts";
import { withTable } from "./operations-table.ts";

/** `npm run readme`: brings the README's table of operations up to date. */
const file = `${ROOT}README.md`;
writeFileSync(file, await withTable(readFileSync(file, "utf8")));
