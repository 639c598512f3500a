import type { Intrinsic } from "./intrinsic.ts";
import { choose, equals, every, negate, some } from "./conditional.ts";
import { cidr } from "./cidr.ts";
import { findInMap } from "./find-in-map.ts";
import { attribute, imported, reference, zones } from "./references.ts";
import { substitute } from "./substitute.ts";
import { base64, join, length, select, split, toJson } from "./texts.ts";

/** Every function but those of rules (user guide, "Intrinsic function reference"). */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: reference,
  "Fn::And": every,
  "Fn::Base64": base64,
  "Fn::Cidr": cidr,
  "Fn::Equals": equals,
  "Fn::FindInMap": findInMap,
  "Fn::GetAtt": attribute,
  "Fn::GetAZs": zones,
  "Fn::If": choose,
  "Fn::ImportValue": imported,
  "Fn::Join": join,
  "Fn::Length": length,
  "Fn::Not": negate,
  "Fn::Or": some,
  "Fn::Select": select,
  "Fn::Split": split,
  "Fn::Sub": substitute,
  "Fn::ToJsonString": toJson,
};
