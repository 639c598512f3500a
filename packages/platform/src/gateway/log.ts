/** Where the platform tells its operator what went wrong. */
export interface Log {
  /** An unexpected error, whole. */
  error(message: string, error: unknown): void;
  info(message: string): void;
}

/** Writes to standard error, so that standard output stays for what a command answers. */
export const stderrLog: Log = {
  error: (message, error) => {
    const detail =
      error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `${new Date().toISOString()} ERROR ${message}\n${detail}\n`,
    );
  },
  info: (message) =>
    process.stderr.write(`${new Date().toISOString()} ${message}\n`),
};
