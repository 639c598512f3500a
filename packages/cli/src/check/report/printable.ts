/** Control characters but tab and line feed, and marks that turn the direction of writing. */
const STEERING =
  // oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text from elsewhere, without what would steer a terminal. */
export function printable(text: string): string {
  return text.replace(STEERING, "\ufffd");
}
