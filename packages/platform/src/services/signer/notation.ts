import { signPayload, type SigningIdentity } from "@gatehouse/signing";

/** What an envelope states besides its payload. Times are milliseconds since the epoch. */
export interface Stated {
  readonly jobArn: string;
  readonly profileVersionArn: string;
  readonly signedAt: number;
  readonly expiresAt: number;
}

export const PAYLOAD_FORMAT = "application/vnd.cncf.notary.payload.v1+json";

const JOB = "com.amazonaws.signer.signingJob";
const PROFILE = "com.amazonaws.signer.signingProfileVersion";

/**
 * The signature envelope that SignPayload answers for Notation: JWS in JSON with the Notary Project's
 * headers under the scheme `notary.x509.signingAuthority`, ES384, the chain in `x5c`.
 * @see https://github.com/notaryproject/specifications (signature-envelope-jws)
 */
export async function notationEnvelope(
  identity: SigningIdentity,
  payload: Uint8Array,
  stated: Stated,
): Promise<Uint8Array> {
  const header = encoded(
    JSON.stringify({
      alg: "ES384",
      cty: PAYLOAD_FORMAT,
      crit: [
        "io.cncf.notary.signingScheme",
        "io.cncf.notary.authenticSigningTime",
        "io.cncf.notary.expiry",
        "io.cncf.notary.verificationPlugin",
        JOB,
        PROFILE,
      ],
      "io.cncf.notary.signingScheme": "notary.x509.signingAuthority",
      "io.cncf.notary.authenticSigningTime": seconds(stated.signedAt),
      "io.cncf.notary.expiry": seconds(stated.expiresAt),
      "io.cncf.notary.verificationPlugin":
        "com.amazonaws.signer.notation.plugin",
      [JOB]: stated.jobArn,
      [PROFILE]: stated.profileVersionArn,
    }),
  );
  const body = encoded(payload);
  const signature = await signPayload(
    identity,
    Buffer.from(`${header}.${body}`),
  );
  return Buffer.from(
    JSON.stringify({
      payload: body,
      protected: header,
      header: {
        x5c: identity.chain.map(({ x509 }) => x509.raw.toString("base64")),
        "io.cncf.notary.signingAgent": "Gatehouse",
      },
      signature: encoded(signature),
    }),
  );
}

function encoded(value: string | Uint8Array): string {
  return Buffer.from(value).toString("base64url");
}

function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
