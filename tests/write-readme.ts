import { readFileSync, writeFileSync } from "node:fs";
import { ROOT } from "./imports.ts";
import { withList } from "./operations-list.ts";

/** `npm run readme`: brings the README's list of operations up to date. */
const file = `${ROOT}README.md`;
writeFileSync(file, await withList(readFileSync(file, "utf8")));
