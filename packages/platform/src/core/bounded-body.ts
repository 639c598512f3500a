/**
 * All of a body that is read in pieces, where it has at most `most` bytes.
 * @throws what `tooLarge` makes, as soon as more has come; nothing further is read then
 */
export async function boundedBody(
  body: unknown,
  most: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > most) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
