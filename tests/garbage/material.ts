const DEEP = 20_000;

const signature = `chunk-signature=${"0".repeat(64)}`;

/** Documents nested deeper than any parser should follow, by their protocol. */
export const deepBodies: readonly (readonly [string, Buffer])[] = [
  ["JSON arrays", Buffer.from("[".repeat(DEEP) + "]".repeat(DEEP))],
  ["JSON objects", Buffer.from(`${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`)],
  ["XML", Buffer.from("<a>".repeat(DEEP) + "</a>".repeat(DEEP))],
  ["CBOR", Buffer.alloc(DEEP, 0x81)],
  ["form", Buffer.from(`Action=x&Version=1&${"a.".repeat(DEEP)}=1`)],
];

/** What may stand for the body in a signature, and what may not. */
export const payloads: readonly string[] = [
  "UNSIGNED-PAYLOAD",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "STREAMING-X",
  "__proto__",
];

/** Bodies framed as `aws-chunked`: right, wrong and in between. */
export const chunkedBodies: readonly string[] = [
  "",
  "5\r\nhello\r\n0\r\n\r\n",
  "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
  "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
  `5;${signature}\r\nhello\r\n0;${signature}\r\n\r\n`,
  "ffffffffffffffff\r\nhello",
  "-5\r\nhello\r\n0\r\n\r\n",
  `5;${";".repeat(20_000)}`,
  "5\r\nhello0\r\n",
  "0\r\n".repeat(1000),
];

/** What does not belong in an XML document, or not there. */
export const xmlPieces: readonly string[] = [
  "<a>",
  "</a>",
  "<a/>",
  "&x;",
  "&#0;",
  "&#x110000;",
  "<![CDATA[",
  "<!--",
  "<?x",
  "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
  "<",
  "\0",
];

/** Headers that operations read. */
export const headerNames: readonly string[] = [
  "content-md5",
  "expect",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "range",
  "smithy-protocol",
  "x-amz-acl",
  "x-amz-checksum-sha256",
  "x-amz-copy-source",
  "x-amz-copy-source-range",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-grant-full-control",
  "x-amz-client-context",
  "x-amz-invocation-type",
  "x-amz-meta-x",
  "x-amz-mfa",
  "x-amz-object-attributes",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-server-side-encryption",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-target",
  "x-amz-trailer",
  "x-amz-website-redirect-location",
];

/** Content types of all protocols, and of none. */
export const contentTypes: readonly string[] = [
  "",
  "text/plain",
  "application/json",
  "application/cbor",
  "application/xml; charset=utf-16",
  "application/x-amz-json-1.0",
  "application/x-amz-json-1.1",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

/** Query parameters that mean something to one service or another. */
export const parameters: readonly string[] = [
  "Action=CreateRole&Version=2010-05-08",
  "X-Amz-Credential=a/b",
  "X-Amz-Algorithm=AWS4-HMAC-SHA256",
  "X-Amz-Expires=-1",
  "__proto__=1",
  "acl",
  "delete",
  "uploads",
  "uploadId=x&partNumber=0",
  "versionId=null",
  "versions",
  "list-type=2&continuation-token=x",
  "max-keys=-1",
  "Marker=garbage",
  "nextToken=garbage",
  "response-content-type=a%0d%0ab",
  "partNumber=99999999999999999999",
];
