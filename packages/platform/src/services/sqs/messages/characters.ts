/** What XML 1.0 can say: all that a message may hold (SQS API reference, "SendMessage"). */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OUTSIDE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Whether a text has no character that SQS refuses; half a surrogate pair is none. */
export const hasOnlyAllowedCharacters = (text: string): boolean =>
  !OUTSIDE.test(text) && text.isWellFormed();
