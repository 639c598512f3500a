"""Calls AWS Config with Signature Version 4 and nothing but the standard library."""

import datetime
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request


class ConfigClient:
    def __init__(self, credentials):
        self.credentials = credentials
        self.region = os.environ["AWS_REGION"]
        self.endpoint = os.environ.get(
            "AWS_ENDPOINT_URL", f"https://config.{self.region}.amazonaws.com"
        )

    def call(self, operation, body):
        payload = json.dumps(body).encode()
        request = urllib.request.Request(
            self.endpoint,
            data=payload,
            headers=self.signed(f"StarlingDoveService.{operation}", payload),
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def signed(self, target, payload):
        now = datetime.datetime.now(datetime.timezone.utc)
        time, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "host": urllib.parse.urlsplit(self.endpoint).netloc,
            "x-amz-date": time,
            "x-amz-security-token": self.credentials["sessionToken"],
            "x-amz-target": target,
        }
        names = ";".join(headers)
        canonical = "\n".join(
            [
                "POST",
                "/",
                "",
                *(f"{name}:{value}" for name, value in headers.items()),
                "",
                names,
                hashlib.sha256(payload).hexdigest(),
            ]
        )
        scope = f"{day}/{self.region}/config/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}"
        key = ("AWS4" + self.credentials["secretAccessKey"]).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        credential = f"{self.credentials['accessKeyId']}/{scope}"
        return {
            **headers,
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, "
            f"SignedHeaders={names}, Signature={signature}",
        }
