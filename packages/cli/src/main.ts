import { commands } from "./commands.ts";
import { UsageError } from "./command.ts";
import { helpOf, overview } from "./help.ts";

/** `gatehouse COMMAND …`: the exit code says whether what was asked holds. */
async function main([name, ...args]: string[]): Promise<number> {
  if (
    name === undefined ||
    name === "help" ||
    name === "--help" ||
    name === "-h"
  ) {
    process.stdout.write(overview(commands));
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    process.stderr.write(
      `gatehouse: there is no command "${name}".\n\n${overview(commands)}`,
    );
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    const part = command.parts?.find(
      (one) => one.name === `${name} ${args[0]}`,
    );
    process.stdout.write(helpOf(part ?? command));
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(
      `gatehouse ${name}: ${error.message}\nSee gatehouse ${name} --help.\n`,
    );
    return 2;
  }
}

// Whoever reads may have enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await main(process.argv.slice(2));
