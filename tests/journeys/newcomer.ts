import { writeZip } from "@gatehouse/signing";

/** What every client of the newcomer's story works with. */
export const bucket = "release-candidates";

/** A trust policy that lets Lambda take a role. */
export const lambdaTrust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
});

/** The days for which the story's signatures hold. */
export const validDays = 30;

/** A day in seconds. */
export const DAY = 24 * 3600;

/** A zip with one function that greets. */
export function helloZip(): Buffer {
  const code = `exports.handler = async ({ name }) => ({ greeting: "Hello, " + name + "!" });\n`;
  return Buffer.from(
    writeZip([{ name: "index.js", body: Buffer.from(code), method: 0 }]),
  );
}

/** The same package with one byte of its code another. */
export function withOneByteChanged(zip: Uint8Array): Buffer {
  const changed = Buffer.from(zip);
  const at = changed.indexOf("Hello");
  changed.write("J", at);
  return changed;
}
