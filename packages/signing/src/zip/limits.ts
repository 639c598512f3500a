/** What an archive may claim before it is refused unread; sizes in bytes. */
export type ZipLimits = {
  /** Files and folders together. */
  readonly entries: number;
  /** The sum of all uncompressed sizes. */
  readonly unzipped: number;
  /** Uncompressed size divided by the archive's size, judged above `ratioFloor` unzipped bytes. */
  readonly ratio: number;
  /** Below this many unzipped bytes any ratio is harmless. */
  readonly ratioFloor: number;
  /** The central directory, which is held in memory. */
  readonly centralDirectory: number;
  /** One name, in bytes: Linux's PATH_MAX. */
  readonly name: number;
};

/** Lambda's quota of 250 MB unzipped (262,144,000 bytes), and bounds of our own where AWS publishes none. */
export const lambdaLimits: ZipLimits = {
  entries: 65_535,
  unzipped: 262_144_000,
  ratio: 500,
  ratioFloor: 16 * 1024 * 1024,
  centralDirectory: 16 * 1024 * 1024,
  name: 4_096,
};
