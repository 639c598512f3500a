import type { SigningPlatform } from "@aws-sdk/client-signer";
import { ResourceNotFoundException } from "@aws-sdk/client-signer";
import { fault } from "../../core/errors.ts";

export const LAMBDA = "AWSLambda-SHA384-ECDSA";
export const NOTATION = "Notation-OCI-SHA384-ECDSA";

const CONFIGURATION = {
  encryptionAlgorithmOptions: {
    allowedValues: ["ECDSA"],
    defaultValue: "ECDSA",
  },
  hashAlgorithmOptions: { allowedValues: ["SHA384"], defaultValue: "SHA384" },
};

interface Platform {
  readonly platformId: string;
  readonly displayName: string;
  readonly category: string;
  readonly partner: string;
  readonly target: string;
}

/** The platforms for which Gatehouse signs, in AWS's own description. */
export const platforms = [
  {
    platformId: LAMBDA,
    displayName: "AWS Lambda",
    partner: "AWSLambda",
    target: "SHA384-ECDSA",
    category: "AWS",
    signingConfiguration: CONFIGURATION,
    signingImageFormat: {
      supportedFormats: ["JSONDetached"],
      defaultFormat: "JSONDetached",
    },
    maxSizeInMB: 250,
    revocationSupported: true,
  },
  {
    platformId: NOTATION,
    displayName: "Notation for container registries",
    partner: "Notation",
    target: "SHA384-ECDSA",
    category: "AWS",
    signingConfiguration: CONFIGURATION,
    signingImageFormat: {
      supportedFormats: ["JSONEmbedded"],
      defaultFormat: "JSONEmbedded",
    },
    maxSizeInMB: 0,
    revocationSupported: true,
  },
  // AWS answers values that its own model's enums do not list.
] as unknown as readonly (SigningPlatform & Platform)[];

/** @throws Fault ResourceNotFoundException */
export function platformOf(platformId: string) {
  const platform = platforms.find(
    (candidate) => candidate.platformId === platformId,
  );
  if (!platform)
    throw fault(
      ResourceNotFoundException,
      `Signing platform ${platformId} does not exist.`,
    );
  return platform;
}

/** The name shown for a platform. */
export function displayNameOf(platformId: string): string {
  return (
    platforms.find((platform) => platform.platformId === platformId)
      ?.displayName ?? platformId
  );
}
