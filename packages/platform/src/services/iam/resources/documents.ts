/** A policy document as IAM takes it: templates give it as an object or as text. */
export const asText = (document: unknown): string =>
  typeof document === "string" ? document : JSON.stringify(document);

/** A policy document as IAM answers it: JSON in the encoding of URLs. */
export const asDocument = (encoded: string | undefined): unknown =>
  encoded === undefined ? undefined : JSON.parse(decodeURIComponent(encoded));
