/** The longest message, and the longest batch of them, in bytes. */
export const LONGEST = 1_048_576;

/** The wire's JSON is larger than what AWS counts: every character of a message may be escaped. */
export const LARGEST_BODY = 8 * LONGEST;
