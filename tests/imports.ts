import { readFileSync, globSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** One import of a source file: both ends by their path from the root, packages by their name. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
}

/** Every import in the packages' sources, tests left out. */
export function imports(): Import[] {
  return sources().flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)].map(
      ([, keyword = "", specifier = ""]) => ({
        from: file,
        to: specifier.startsWith(".")
          ? relative(ROOT, join(ROOT, dirname(file), specifier))
          : specifier,
        typeOnly: keyword.endsWith(" type"),
      }),
    ),
  );
}

/** The packages' source files by their path from the root, tests left out. */
export function sources(): string[] {
  return globSync("packages/*/src/**/*.ts", { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|\/testing\//.test(file),
  );
}

/** `import … from "x"`, `export … from "x"`, `import("x")`. */
const IMPORT =
  /(?:^|\n)\s*((?:import|export)(?: type)?)\b[^;"']*?\bfrom\s+["']([^"']+)["']|\bimport\(\s*["'][^"']+["']\s*\)/g;
