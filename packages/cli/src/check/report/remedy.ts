import type { ClauseReport } from "@gatehouse/guard";
import { withoutMessage } from "./sentence.ts";

/** What would make a failed clause pass, in a sentence. */
export function remedy(report: ClauseReport): string {
  const { wanted, missing, path } = report;
  const { sign, value } = wish(report);
  const name = path.split("/").at(-1) ?? "";
  if (wanted === "PASS" || wanted === "not PASS")
    return `The rule ${ruleName(report)} ${wanted === "PASS" ? "must pass" : "must not pass"}.`;
  if (
    missing?.includes("(filter-clauses)") ||
    (path === "" && missing === undefined)
  )
    return `${withoutMessage(report.clause)} must find something.`;
  if (missing !== undefined)
    return sign in ABSENT
      ? `Add ${missing} to ${name || "the document"}${ABSENT[sign] ?? ""}${value}.`
      : `Add ${missing} to ${name || "the document"}, such that it is ${sign} ${value}`.trimEnd() +
          ".";
  const said = PRESENT[sign];
  return said
    ? `${said.replace("NAME", name || "the document")}${value}.`
    : `Make ${withoutMessage(report.clause)} true.`;
}

/** What to write after "Add X to Y", by the operator that was not satisfied. */
const ABSENT: Readonly<Record<string, string>> = {
  "==": ", with the value ",
  in: ", with one of the values ",
  exists: "",
  "!empty": ", with content",
  "<": ", with a value below ",
  "<=": ", with a value of at most ",
  ">": ", with a value above ",
  ">=": ", with a value of at least ",
  "!=": ", with a value other than ",
  "not in": ", with none of the values ",
  is_string: " as a text",
  is_list: " as a list",
  is_struct: " as a struct",
  is_bool: " as true or false",
  is_int: " as a whole number",
  is_float: " as a number with a fraction",
};

const PRESENT: Readonly<Record<string, string>> = {
  "==": "Set NAME to ",
  "!=": "Set NAME to anything but ",
  in: "Set NAME to one of ",
  "not in": "Set NAME to none of ",
  "<": "Set NAME below ",
  "<=": "Set NAME to at most ",
  ">": "Set NAME above ",
  ">=": "Set NAME to at least ",
  "not <": "Set NAME to at least ",
  "not <=": "Set NAME above ",
  "not >": "Set NAME to at most ",
  "not >=": "Set NAME below ",
  exists: "Give NAME a value",
  "!exists": "Remove NAME",
  empty: "Leave NAME empty",
  "!empty": "Give NAME content",
  is_string: "Make NAME a text",
  "!is_string": "Make NAME something else than a text",
  is_list: "Make NAME a list",
  "!is_list": "Make NAME something else than a list",
  is_struct: "Make NAME a struct",
  "!is_struct": "Make NAME something else than a struct",
  is_bool: "Make NAME true or false, without quotes",
  "!is_bool": "Make NAME something else than true or false",
  is_int: "Make NAME a whole number, without quotes",
  "!is_int": "Make NAME something else than a whole number",
  is_float: "Make NAME a number with a fraction",
  "!is_float": "Make NAME something else than a number with a fraction",
  is_null: "Make NAME null",
  "!is_null": "Give NAME a value that is not null",
};

/** The operator and its right side; a `not` before a clause without right side turns it round. */
function wish({ wanted, clause }: ClauseReport): {
  sign: string;
  value: string;
} {
  const [, sign = wanted, value = ""] =
    /^(not in|not [<>]=?|[=!]=|[<>]=?|in)\s+([^]*)$/.exec(wanted) ?? [];
  const text = value
    .replace(/<<[^]*?>>/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (text !== "" || !/^not\s/i.test(clause)) return { sign, value: text };
  return { sign: sign.startsWith("!") ? sign.slice(1) : `!${sign}`, value: "" };
}

function ruleName({ clause }: ClauseReport): string {
  return withoutMessage(clause).replace(/^(not|!)\s*/, "");
}
