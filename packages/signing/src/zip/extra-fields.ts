import { crc32 } from "node:zlib";
import { uint64, view } from "./bytes.ts";
import { refuse } from "./refusal.ts";

const zip64Id = 0x0001;
const unicodePathId = 0x7075;
const aesId = 0x9901;
const mark32 = 0xffffffff;

const noFields: ReadonlyMap<number, Uint8Array> = new Map();

/** The extra fields of one header by id; repeated ids and fields that overrun are refused (APPNOTE 4.5). */
export function parseExtraFields(
  extra: Uint8Array,
  entry: string,
): ReadonlyMap<number, Uint8Array> {
  if (extra.length === 0) return noFields;
  const fields = new Map<number, Uint8Array>();
  const data = view(extra);
  let at = 0;
  while (at < extra.length) {
    if (at + 4 > extra.length)
      refuse("malformed-record", "An extra field is cut short.", entry);
    const id = data.getUint16(at, true);
    const end = at + 4 + data.getUint16(at + 2, true);
    if (end > extra.length)
      refuse("malformed-record", "An extra field overruns its header.", entry);
    if (fields.has(id))
      refuse(
        "malformed-record",
        `Extra field 0x${id.toString(16)} is repeated.`,
        entry,
      );
    fields.set(id, extra.subarray(at + 4, end));
    at = end;
  }
  if (fields.has(aesId)) refuse("encrypted", "The entry is encrypted.", entry);
  return fields;
}

/** The values that a header keeps in 32 bits, each of which zip64 may replace. */
export type Wide = {
  readonly uncompressedSize: number;
  readonly compressedSize: number;
  readonly offset: number;
};

/**
 * Replaces the values marked all-ones by their zip64 counterparts, in the fixed order of APPNOTE 4.5.3.
 * Surplus values, as Go's writer adds, must repeat what the header says.
 */
export function widen(
  values: Wide,
  fields: ReadonlyMap<number, Uint8Array>,
  entry: string,
): Wide {
  const field = fields.get(zip64Id);
  const order = ["uncompressedSize", "compressedSize", "offset"] as const;
  const marked = order.filter((key) => values[key] === mark32);
  if (!field) {
    if (marked.length > 0)
      refuse(
        "zip64-contradiction",
        "A size is marked as zip64, but there is no zip64 field.",
        entry,
      );
    return values;
  }
  const data = view(field);
  const full = field.length >= order.length * 8;
  const present = full ? order : marked;
  const rest = field.length - present.length * 8;
  const disk = rest === 4 && data.getUint32(field.length - 4, true) === 0;
  if (rest !== 0 && !disk)
    refuse(
      "zip64-contradiction",
      "The zip64 field does not hold exactly the values that it should.",
      entry,
    );
  const wide = { ...values };
  present.forEach((key, index) => {
    const value = uint64(data, index * 8);
    if (values[key] !== mark32 && values[key] !== value)
      refuse(
        "zip64-contradiction",
        "The zip64 field contradicts the header.",
        entry,
      );
    wide[key] = value;
  });
  return wide;
}

/** The two sizes of a local header's zip64 field, or undefined when it has none. */
export function localZip64Sizes(
  fields: ReadonlyMap<number, Uint8Array>,
  entry: string,
):
  | { readonly uncompressedSize: number; readonly compressedSize: number }
  | undefined {
  const field = fields.get(zip64Id);
  if (!field) return undefined;
  if (field.length !== 16)
    refuse(
      "zip64-contradiction",
      "A local zip64 field must hold both sizes and nothing else.",
      entry,
    );
  const data = view(field);
  return { uncompressedSize: uint64(data, 0), compressedSize: uint64(data, 8) };
}

/** Refuses an Info-ZIP Unicode Path field (0x7075) that would give the entry another name. */
export function refuseOtherUnicodeName(
  fields: ReadonlyMap<number, Uint8Array>,
  rawName: Uint8Array,
  entry: string,
): void {
  const field = fields.get(unicodePathId);
  if (!field) return;
  const same =
    field.length >= 5 &&
    field[0] === 1 &&
    view(field).getUint32(1, true) === crc32(rawName) &&
    Buffer.compare(field.subarray(5), rawName) === 0;
  if (!same)
    refuse(
      "header-mismatch",
      "The Unicode Path field gives the entry a second name.",
      entry,
    );
}
