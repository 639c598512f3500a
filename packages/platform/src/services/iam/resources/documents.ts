/** A policy document as IAM takes it: templates give it as an object or as text. */
export const asText = (document: unknown): string =>
  typeof document === "string" ? document : JSON.stringify(document);

/**
 * An inline policy as IAM takes it. Templates may leave the version out, as those of AWS SAM's policy templates do:
 * such a policy is given the version that IAM asks for.
 */
export const asInlineText = (document: unknown): string =>
  typeof document === "object" &&
  document !== null &&
  !Object.hasOwn(document, "Version")
    ? JSON.stringify({ Version: "2012-10-17", ...document })
    : asText(document);

/** A policy document as IAM answers it: JSON in the encoding of URLs. */
export const asDocument = (encoded: string | undefined): unknown =>
  encoded === undefined ? undefined : JSON.parse(decodeURIComponent(encoded));
