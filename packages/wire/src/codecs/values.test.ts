import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WireFault } from "../fault.ts";
import { bytesFromBase64 } from "./scalar-text.ts";
import {
  timestampFromSeconds,
  timestampFromText,
  timestampText,
} from "./timestamp.ts";
import { parsedXml } from "./xml-document.ts";
import { escapedText } from "./xml-writer.ts";

void test("timestamps are read in every form that clients send", () => {
  const moment = new Date("2026-11-22T10:15:00Z");
  deepEqual(timestampFromText("2026-11-22T10:15:00Z"), moment);
  deepEqual(timestampFromText("2026-11-22T11:15:00.000+01:00"), moment);
  deepEqual(timestampFromText("Sun, 22 Nov 2026 10:15:00 GMT"), moment);
  deepEqual(timestampFromText(String(moment.getTime() / 1000)), moment);
});

void test("moments that no calendar has are refused", () => {
  for (const text of [
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "Mon, 30 Feb 2026 00:00:00 GMT",
    "yesterday",
    "",
    "99999999999999",
    "2026-11-22",
  ])
    equal(timestampFromText(text), undefined, text);
  equal(timestampFromSeconds(1e20), undefined);
  equal(timestampFromSeconds(NaN), undefined);
});

void test("timestamps survive being written, in each format", () => {
  const moment = fc.date({
    min: new Date("0100-01-01"),
    max: new Date("9999-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom("date-time", "epoch-seconds"),
      (date, format) => {
        deepEqual(
          timestampFromText(timestampText(date, format as "date-time")),
          date,
        );
      },
    ),
  );
});

void test("base64 is strict but for its padding and alphabet", () => {
  equal(bytesFromBase64("aGk=")?.toString(), "hi");
  equal(bytesFromBase64("aGk")?.toString(), "hi");
  equal(bytesFromBase64("")?.length, 0);
  for (const text of ["a", "aGk!", "aG k=", "aGk==="])
    equal(bytesFromBase64(text), undefined, text);
});

void test("any text survives XML, but for what XML cannot say", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const said = text.replace(
        /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
        "\ufffd",
      );
      equal(parsedXml(Buffer.from(`<a>${escapedText(text)}</a>`)).text, said);
    }),
    { numRuns: 400 },
  );
});

void test("a document type, unknown entities and broken nesting are refused", () => {
  for (const xml of [
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "<a>&x;</a>",
    "<a><b></a></b>",
    "<a/><b/>",
    "<a",
    "",
    "text",
    "<a>&#0;</a>",
    "<a b='1' b='2'/>",
  ])
    throws(() => parsedXml(Buffer.from(xml)), WireFault, xml);
  equal(
    parsedXml(
      Buffer.from(
        "<?xml version='1.0'?><!-- c --><n:a x=\"&lt;\"><![CDATA[<b>]]></n:a>",
      ),
    ).text,
    "<b>",
  );
});
