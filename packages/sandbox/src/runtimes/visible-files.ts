import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The host's files that a program needs to see to run: itself, and where it really lies. */
export function programFiles(binary: string): readonly string[] {
  return [...new Set([binary, realpathSync(binary)])];
}

/** The same for an interpreter of Python: also its library, and for a virtual environment that of its base. */
export function pythonFiles(binary: string): readonly string[] {
  const folders = [dirname(binary), dirname(realpathSync(binary))].map((bin) =>
    dirname(bin),
  );
  return [
    ...new Set([...programFiles(binary), ...folders.flatMap(libraryFiles)]),
  ];
}

/** Only what is Python's: beside it may lie a user's own files. */
function libraryFiles(prefix: string): string[] {
  const base = baseOf(prefix);
  return [
    ...["lib", "lib64"].flatMap((name) =>
      namesIn(join(prefix, name))
        .filter((entry) => /^(lib)?python3/.test(entry))
        .map((entry) => join(prefix, name, entry)),
    ),
    ...(base === undefined ? [] : [join(prefix, "pyvenv.cfg"), ...base]),
  ];
}

function baseOf(prefix: string): readonly string[] | undefined {
  try {
    const text = readFileSync(join(prefix, "pyvenv.cfg"), "utf8");
    const [, home] = /^home\s*=\s*(\/.*)$/m.exec(text) ?? [];
    return home === undefined ? [] : libraryFiles(dirname(home));
  } catch {
    return undefined;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
