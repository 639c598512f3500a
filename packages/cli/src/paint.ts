/** Colours only where a person looks: on a terminal, and not where NO_COLOR asks for none. */
const coloured = process.stdout.isTTY === true && !process.env["NO_COLOR"];

const wrap =
  (code: number) =>
  (text: string): string =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = wrap(1);
export const dim = wrap(2);
export const red = wrap(31);
export const green = wrap(32);
export const yellow = wrap(33);
