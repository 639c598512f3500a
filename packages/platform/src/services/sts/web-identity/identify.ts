import {
  ExpiredTokenException,
  IDPCommunicationErrorException,
  IDPRejectedClaimException,
  InvalidIdentityTokenException,
} from "@aws-sdk/client-sts";
import { parseArn } from "../../../core/arn.ts";
import type { WebIdentityCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { fault, type Fault } from "../../../core/errors.ts";
import {
  oidcProviders,
  type OidcProvider,
} from "../../../core/identity/tables.ts";
import type { Identified } from "../../../core/operation.ts";
import { isRoleArn } from "../roles.ts";
import { issuerKeys } from "./issuer-keys.ts";
import {
  audiencesOf,
  claimsProblem,
  readToken,
  signatureProblem,
  type Token,
  type TokenProblem,
} from "./token.ts";

/** Finds out whom a token names, by the issuer's keys and what the role's account says of the issuer. */
export async function identifyByToken(
  roleArn: string,
  text: string,
  ctx: Context,
): Promise<Identified> {
  const accountId = parseArn(roleArn)?.accountId ?? "";
  if (!isRoleArn(roleArn))
    return refused(
      nobody(accountId),
      fault("ValidationError", `${roleArn} is invalid`, 400),
    );
  const token = readToken(text);
  const issuerUrl = token?.claims["iss"];
  if (!token || typeof issuerUrl !== "string")
    return refused(nobody(accountId), refusal("not-a-jwt", token, ctx));

  const provider = await providerOf(issuerUrl, accountId, ctx);
  if (!provider)
    return refused(
      nobody(accountId),
      fault(
        InvalidIdentityTokenException,
        `No OpenIDConnect provider found in your account for ${issuerUrl}`,
      ),
    );
  const caller = callerOf(provider, token, accountId);
  const keys = await issuerKeys(provider, token.header["kid"], ctx.platform);
  if (!keys.ok)
    return refused(
      caller,
      keys.problem === "unreachable"
        ? fault(
            IDPCommunicationErrorException,
            `The identity provider ${issuerUrl} could not be reached.`,
          )
        : refusal("no-key", token, ctx),
    );
  const problem =
    signatureProblem(token, keys.keys) ??
    claimsProblem(token, provider.clientIds, ctx.now());
  return problem === undefined
    ? { caller: { ...caller, claims: token.claims } }
    : refused(caller, refusal(problem, token, ctx));
}

async function providerOf(
  issuerUrl: string,
  accountId: string,
  ctx: Context,
): Promise<OidcProvider | undefined> {
  const [scheme, issuer = ""] = issuerUrl.split("://", 2);
  const provider = await ctx
    .table(oidcProviders, { accountId })
    .get(issuer.replace(/\/$/, ""));
  return provider?.scheme === scheme ? provider : undefined;
}

function callerOf(
  { arn, issuer }: OidcProvider,
  { claims }: Token,
  accountId: string,
): WebIdentityCaller {
  const subject = typeof claims["sub"] === "string" ? claims["sub"] : "";
  return {
    type: "WebIdentityUser",
    arn,
    accountId,
    principalId: [issuer, ...audiencesOf(claims), subject].join(":"),
    userName: subject,
    issuer,
  };
}

/** Stands for whoever sent a token that tells nothing. */
const nobody = (accountId: string): WebIdentityCaller => ({
  type: "WebIdentityUser",
  arn: "",
  accountId,
  principalId: "",
  userName: "",
  issuer: "",
});

const refused = (caller: WebIdentityCaller, fault: Fault): Identified => ({
  caller,
  refusal: fault,
});

function refusal(
  problem: TokenProblem,
  token: Token | undefined,
  ctx: Context,
): Fault {
  switch (problem) {
    case "expired":
      return fault(
        ExpiredTokenException,
        `Token expired: current date/time ${seconds(ctx.now())} must be before the expiration date/time ${String(token?.claims["exp"])}`,
      );
    case "not-yet-valid":
      return fault(
        IDPRejectedClaimException,
        `The token is not valid before ${String(token?.claims["nbf"])}.`,
      );
    default:
      return fault(InvalidIdentityTokenException, WORDS[problem]);
  }
}

const WORDS: Readonly<
  Record<Exclude<TokenProblem, "expired" | "not-yet-valid">, string>
> = {
  "not-a-jwt":
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
  "unknown-algorithm":
    "The token is signed with an algorithm that is not supported. Supported are RS256, RS384, RS512, ES256, ES384 and ES512.",
  "no-key":
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  "wrong-signature": "The token's signature is not valid.",
  "missing-claim":
    "The token lacks a claim that is required: sub, aud, iat and exp.",
  "wrong-audience": "Incorrect token audience",
};

const seconds = (milliseconds: number): number =>
  Math.floor(milliseconds / 1000);
