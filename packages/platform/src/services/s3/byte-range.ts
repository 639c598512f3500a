import { fault } from "../../core/errors.ts";

/** Bytes from `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that a `Range` header asks for; undefined for all of them: without a header, and, as HTTP
 * demands, with one that cannot be read or names several ranges. @throws Fault InvalidRange
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | undefined {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, from = "", to = ""] = asked ?? [];
  if (!asked || (from === "" && to === "")) return undefined;
  if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
  const range =
    from === ""
      ? { start: Math.max(size - Number(to), 0), end: size - 1 }
      : {
          start: Number(from),
          end: to === "" ? size - 1 : Math.min(Number(to), size - 1),
        };
  if (range.start <= range.end) return range;
  throw fault("InvalidRange", "The requested range is not satisfiable", 416, {
    RangeRequested: header,
    ActualObjectSize: size,
  });
}

/** The `Content-Range` of an answer. */
export function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end}/${size}`;
}
