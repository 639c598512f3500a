const EMPTY = Buffer.alloc(0);
const WITHOUT_TIME = 0xa55a0001;
const FAMILY = 0xa55a;
const MESSAGE_LIMIT = 1_048_576;

/**
 * Reads the log frames that Lambda's runtimes write to `_LAMBDA_TELEMETRY_LOG_FD`: four bytes of type (0xa55a....), four
 * of length, eight of microseconds unless the type is 0xa55a0001, then the message, which may hold line breaks.
 * Bytes that are no frame end the reading: `push` then gives nothing more.
 */
export class TelemetryFrames {
  #rest: Buffer = EMPTY;
  #skip = 0;
  #broken = false;

  push(piece: Buffer): string[] {
    const messages: string[] = [];
    let bytes = this.#skipped(
      this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]),
    );
    while (!this.#broken && bytes.length >= 8) {
      const type = bytes.readUInt32BE(0);
      if (type >>> 16 !== FAMILY) {
        this.#broken = true;
        break;
      }
      const head = type === WITHOUT_TIME ? 8 : 16;
      const length = bytes.readUInt32BE(4);
      const kept = Math.min(length, MESSAGE_LIMIT);
      if (bytes.length < head + kept) break;
      messages.push(message(bytes.subarray(head, head + kept)));
      this.#skip = length - kept;
      bytes = this.#skipped(bytes.subarray(head + kept));
    }
    this.#rest = this.#broken ? EMPTY : bytes;
    return messages;
  }

  #skipped(bytes: Buffer): Buffer {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    return bytes.subarray(skipped);
  }
}

function message(bytes: Buffer): string {
  const end = bytes.at(-1) === 10 ? bytes.length - 1 : bytes.length;
  return bytes.toString("utf8", 0, end);
}
