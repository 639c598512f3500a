import { bold, dim, green, red } from "../paint.ts";

/** Tells a story on standard output: chapters, steps and verdicts. */
export class Narrator {
  #failures = 0;
  readonly #startedAt = performance.now();

  /** Whether everything went as the story says. */
  get held(): boolean {
    return this.#failures === 0;
  }

  chapter(title: string, why: string): void {
    print(`\n${bold(title)}\n${dim(wrapped(why))}\n`);
  }

  /** Something that must work; tells what it gave. */
  async allow<T>(
    step: string,
    act: () => Promise<T>,
    tell?: (result: T) => string,
  ): Promise<T> {
    try {
      const result = await act();
      print(`  ${green("✔")} ${step}${tell ? dim(`  ${tell(result)}`) : ""}\n`);
      return result;
    } catch (error) {
      this.#failures++;
      print(`  ${red("✘")} ${step}\n      ${described(error)}\n`);
      throw error;
    }
  }

  /** Something that must be refused, with the error that AWS gives. */
  async refuse(
    step: string,
    name: string,
    act: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== name) {
        this.#failures++;
        print(
          `  ${red("✘")} ${step}\n      expected ${name}, not ${described(error)}\n`,
        );
        return;
      }
      print(
        `  ${green("⛔")} ${step}\n      ${dim(wrapped(described(error), 6))}\n`,
      );
      return;
    }
    this.#failures++;
    print(`  ${red("✘")} ${step}\n      this was let through\n`);
  }

  /** A table with a heading. */
  table(rows: readonly (readonly string[])[]): void {
    const [first = []] = rows;
    const widths = first.map((_cell, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    for (const [index, row] of rows.entries()) {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd();
      print(`  ${index === 0 ? bold(line) : line}\n`);
    }
  }

  end(): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    print(
      this.held
        ? `\n${bold("Every verdict was as it should be.")} ${dim(`(${seconds} s)`)}\n\n`
        : `\n${red(bold("The story did not go as told."))}\n\n`,
    );
  }
}

function described(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`
    : String(error);
}

/** Breaks a text at 88 columns. */
function wrapped(text: string, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length + 1 > 88 - indent) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

function print(text: string): void {
  process.stdout.write(text);
}
