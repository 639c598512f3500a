import { asText, isList, isObject, type Value } from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { applied, appliedToOne, operands, wrong } from "./operands.ts";

export const join: Intrinsic = (operand, evaluation) =>
  applied(
    "Fn::Join",
    operands("Fn::Join", operand, 2, 2, JOIN),
    evaluation,
    ([delimiter = null, list = null]) => {
      const texts = isList(list) ? list.map(asText) : [];
      if (
        typeof delimiter !== "string" ||
        !isList(list) ||
        texts.includes(undefined)
      )
        return wrong("Fn::Join", JOIN);
      return texts.join(delimiter);
    },
  );
const JOIN =
  "requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.";

export const split: Intrinsic = (operand, evaluation) =>
  applied(
    "Fn::Split",
    operands("Fn::Split", operand, 2, 2, SPLIT),
    evaluation,
    ([delimiter, text]) =>
      typeof delimiter === "string" &&
      delimiter !== "" &&
      typeof text === "string"
        ? text.split(delimiter)
        : wrong("Fn::Split", SPLIT),
  );
const SPLIT =
  "requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.";

export const select: Intrinsic = (operand, evaluation) =>
  applied(
    "Fn::Select",
    operands("Fn::Select", operand, 2, 2, SELECT),
    evaluation,
    ([index = null, list = null]) => {
      const text = asText(index);
      if (text === undefined || !/^\d+$/.test(text) || !isList(list))
        return wrong("Fn::Select", SELECT);
      const chosen = list[Number(text)];
      if (chosen === undefined || chosen === null)
        return wrong(
          "Fn::Select",
          `cannot select nonexistent value at index ${text}.`,
        );
      return chosen;
    },
  );
const SELECT =
  "requires a list argument with two elements: an integer index and a list.";

export const base64: Intrinsic = (operand, evaluation) =>
  appliedToOne("Fn::Base64", operand, evaluation, (value) => {
    const text = asText(value);
    return text === undefined
      ? wrong("Fn::Base64", "must have a String-typed value.")
      : Buffer.from(text).toString("base64");
  });

export const length: Intrinsic = (operand, evaluation) =>
  appliedToOne("Fn::Length", operand, evaluation, (value) =>
    isList(value) ? value.length : wrong("Fn::Length", "requires a list."),
  );

export const toJson: Intrinsic = (operand, evaluation) =>
  appliedToOne("Fn::ToJsonString", operand, evaluation, (value: Value) =>
    isObject(value) || isList(value)
      ? JSON.stringify(value)
      : wrong("Fn::ToJsonString", "requires an object or a list."),
  );
