import { deepEqual, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Need } from "../packages/platform/src/core/operation.ts";
import { requestKeys } from "../packages/platform/src/gateway/condition-keys.ts";
import { startCloud, type Cloud } from "../packages/platform/testing/cloud.ts";
import {
  declaredNeeds,
  type Declared,
} from "./authorization-reference/declared-needs.ts";
import {
  BEFORE_IT_EXISTS,
  KEYS_NOT_HERE,
} from "./authorization-reference/keys-not-here.ts";
import {
  actionReference,
  givenKeys,
  isClaim,
  isOneOf,
  keysOf,
  problemsOf,
} from "./authorization-reference/reference.ts";
import { makeWorld } from "./authorization-reference/world.ts";

/** Operations that need no permission, with AWS's reason. */
const WITHOUT_NEEDS: Readonly<Record<string, string>> = {
  "s3:DeleteObjects": "each key is judged as a deletion of its own",
  "sts:GetCallerIdentity": "everybody may ask who they are",
  "sts:GetSessionToken": "no policy can control it: it grants nothing new",
};

let cloud: Cloud;
let declared: readonly Declared[];
/** What was judged while the world was made and its keys were deleted. */
const judged: Need[] = [];

before(async () => {
  cloud = await startCloud();
  const { platform } = cloud.running;
  const judge = platform.authorizer.judge.bind(platform.authorizer);
  platform.authorizer.judge = (need, ...rest) => {
    judged.push(need);
    return judge(need, ...rest);
  };
  const world = await makeWorld(cloud);
  declared = await declaredNeeds(cloud, world);
});

after(async () => {
  await cloud[Symbol.asyncDispose]();
});

test("every need is one that AWS's service authorization reference knows: action, resource form and condition keys", async () => {
  const needs = [...declared.flatMap((one) => one.needs), ...judged];
  const problems = await Promise.all(needs.map(problemsOf));
  deepEqual([...new Set(problems.flat())].sort(), []);
});

test("every operation needs something, but for those that AWS lets everybody call", () => {
  const without = declared.filter(({ needs }) => needs.length === 0);
  deepEqual(
    without.map(({ name }) => name).sort(),
    Object.keys(WITHOUT_NEEDS).sort(),
  );
});

test("every operation that hands a role over needs iam:PassRole on it; those of STS trade it for credentials", () => {
  const handing = declared.filter(
    ({ name, takes }) => takes.some(isRole) && !name.startsWith("sts:"),
  );
  ok(handing.some(({ name }) => name === "lambda:CreateFunction"));
  const without = handing.filter(
    ({ needs }) => !needs.some(({ action }) => action === "iam:PassRole"),
  );
  deepEqual(
    without.map(({ name }) => name),
    [],
  );
});

test("every condition key that the reference gives an action is told, or known not to be here", async () => {
  const untold = (await Promise.all(byAction().map(untoldKeys))).flat();
  const unexplained = untold.filter(
    ({ action, key }) =>
      KEYS_NOT_HERE[key] === undefined &&
      KEYS_NOT_HERE[`${action} ${key}`] === undefined &&
      !isYetToBe(action, key) &&
      !isClaim(action, key),
  );
  deepEqual(
    unexplained.map(({ action, key }) => `${action} ${key}`),
    [],
  );
});

test("no key is called missing that is told everywhere", async () => {
  const untold = (await Promise.all(byAction().map(untoldKeys))).flat();
  const keys = new Set(
    untold.flatMap(({ action, key }) => [key, `${action} ${key}`]),
  );
  deepEqual(
    Object.keys(KEYS_NOT_HERE).filter((key) => !keys.has(key)),
    [],
  );
});

/** Members that name a role by its ARN, as `Role`, `accessRole`, `RoleArn`. */
const isRole = (member: string): boolean => /role(arn)?$/i.test(member);

type Judged = readonly [action: string, needs: readonly Need[]];

function byAction(): readonly Judged[] {
  const needs = declared.flatMap((one) => one.needs);
  return Object.entries(Object.groupBy(needs, ({ action }) => action)).map(
    ([action, of = []]) => [action, of],
  );
}

async function untoldKeys([action, needs]: Judged) {
  const reference = await actionReference(action);
  const told = [...requestKeys, ...needs.flatMap(givenKeys)];
  return (reference ? keysOf(reference, needs) : [])
    .filter((key) => !told.some((one) => isOneOf([key], one)))
    .map((key) => ({ action, key }));
}

const isYetToBe = (action: string, key: string): boolean =>
  BEFORE_IT_EXISTS.has(action) && /:(Resource|Bucket)Tag\//.test(key);
