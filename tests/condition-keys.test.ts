import { PutBucketAbacCommand } from "@aws-sdk/client-s3";
import { after, before, test } from "node:test";
import { GLOBAL_KEYS } from "./condition-keys/global-keys.ts";
import { NETWORK_KEYS } from "./condition-keys/network-keys.ts";
import { BUCKET_TAG_KEYS, S3_KEYS } from "./condition-keys/s3-keys.ts";
import { SERVICE_KEYS } from "./condition-keys/service-keys.ts";
import { playTrust, TRUST_CASES } from "./condition-keys/service-principals.ts";
import { SESSION_KEYS } from "./condition-keys/session-keys.ts";
import {
  asSession,
  BUCKET,
  makeStage,
  play,
  type Stage,
} from "./condition-keys/stage.ts";

let stage: Stage;

before(async () => {
  stage = await makeStage();
});

after(async () => {
  await stage.cloud[Symbol.asyncDispose]();
});

for (const one of [
  ...GLOBAL_KEYS,
  ...S3_KEYS,
  ...SERVICE_KEYS,
  ...NETWORK_KEYS,
])
  test(`${one.key} decides a call`, () => play(one, stage));

for (const one of SESSION_KEYS)
  test(`${one.key} of a session decides a call`, () =>
    play(one, stage, asSession(stage)));

for (const one of TRUST_CASES)
  test(`${one[0]} decides what a service may assume`, () =>
    playTrust(one, stage));

for (const one of BUCKET_TAG_KEYS)
  test(`${one.key} decides a call, once a bucket's tags count`, async () => {
    const { s3 } = stage.cloud;
    const AbacStatus = (Status: "Enabled" | "Disabled") =>
      s3.send(
        new PutBucketAbacCommand({ Bucket: BUCKET, AbacStatus: { Status } }),
      );
    await AbacStatus("Enabled");
    await play(one, stage);
    await AbacStatus("Disabled");
    await play(
      {
        ...one,
        fails: one.holds,
        holds: () => ({ Null: { [one.key]: "true" } }),
      },
      stage,
    );
  });
