"""The newcomer's story with boto3; endpoint and credentials come from the environment.

Prints one JSON document on standard output: what the function answered, the error code of each
refusal, the CloudTrail events of the deployments (oldest first) and the refusals that CloudWatch
counted. The test that starts this script judges them.
"""

import datetime
import io
import json
import os
import time
import urllib.request
import zipfile

import boto3
from botocore.exceptions import ClientError

BUCKET = "release-candidates"
VALID_DAYS = 30
DAY = 24 * 3600
CODE = """exports.handler = async ({ name }) => ({ greeting: "Hello, " + name + "!" });\n"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}

s3 = boto3.client("s3")
signer = boto3.client("signer")
aws_lambda = boto3.client("lambda")


def main():
    package = hello_zip()
    bucket = boto3.resource("s3").create_bucket(Bucket=BUCKET)
    bucket.Versioning().enable()
    bucket.upload_fileobj(io.BytesIO(package), "hello.zip")
    version = bucket.Object("hello.zip").version_id

    ours = put_profile("release_team")
    put_profile("somebody_else")
    signed, signed_key, _ = sign("release_team", version)
    config = aws_lambda.create_code_signing_config(
        AllowedPublishers={"SigningProfileVersionArns": [ours]},
        CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Enforce"},
    )["CodeSigningConfig"]["CodeSigningConfigArn"]
    role = boto3.client("iam").create_role(
        RoleName="hello-role", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]

    function = {
        "FunctionName": "hello",
        "Runtime": "nodejs22.x",
        "Handler": "index.handler",
        "Role": role,
        "CodeSigningConfigArn": config,
    }
    refusals = [
        refusal(aws_lambda.create_function, **function, Code={"ZipFile": package})
    ]
    aws_lambda.create_function(
        **function, Code={"S3Bucket": BUCKET, "S3Key": signed_key}
    )
    aws_lambda.get_waiter("function_active_v2").wait(FunctionName="hello")
    answer = aws_lambda.invoke(FunctionName="hello", Payload=b'{"name":"world"}')

    refusals.append(refused_update(package))
    refusals.append(refused_update(signed.replace(b"Hello", b"Jello", 1)))
    refusals.append(refused_update(sign("somebody_else", version)[0]))
    leaked, _, leaked_job = sign("release_team", version)
    signer.revoke_signature(jobId=leaked_job, reason="It leaked.")
    refusals.append(refused_update(leaked))
    advance((VALID_DAYS + 1) * DAY)
    refusals.append(refused_update(signed))

    print(
        json.dumps(
            {
                "answer": json.load(answer["Payload"]),
                "refusals": refusals,
                "events": deployments(),
                "counted": counted(len(refusals)),
            }
        )
    )


def hello_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("index.js", CODE)
    return file.getvalue()


def put_profile(name):
    return signer.put_signing_profile(
        profileName=name,
        platformId="AWSLambda-SHA384-ECDSA",
        signatureValidityPeriod={"type": "DAYS", "value": VALID_DAYS},
    )["profileVersionArn"]


def sign(profile, version):
    """Signs the package and answers the signed bytes, their key and the job."""
    job = signer.start_signing_job(
        profileName=profile,
        source={"s3": {"bucketName": BUCKET, "key": "hello.zip", "version": version}},
        destination={"s3": {"bucketName": BUCKET, "prefix": "signed/"}},
    )["jobId"]
    signer.get_waiter("successful_signing_job").wait(
        jobId=job, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    key = signer.describe_signing_job(jobId=job)["signedObject"]["s3"]["key"]
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read(), key, job


def refused_update(package):
    return refusal(
        aws_lambda.update_function_code, FunctionName="hello", ZipFile=package
    )


def refusal(act, **arguments):
    """The code of the error that a call must end in."""
    try:
        act(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "let through"


def advance(seconds):
    """Moves the clock of the throw-away platform."""
    urllib.request.urlopen(
        os.environ["AWS_ENDPOINT_URL"] + "/_gatehouse/clock",
        data=json.dumps({"advanceSeconds": seconds}).encode(),
    ).close()


def deployments():
    pages = (
        boto3.client("cloudtrail")
        .get_paginator("lookup_events")
        .paginate(
            LookupAttributes=[
                {
                    "AttributeKey": "EventSource",
                    "AttributeValue": "lambda.amazonaws.com",
                }
            ]
        )
    )
    events = [event["CloudTrailEvent"] for page in pages for event in page["Events"]]
    return events[::-1]


def counted(hoped):
    """The sum of the metric, which arrives a moment after what it counts."""
    for _ in range(100):
        total = count()
        if total == hoped:
            break
        time.sleep(0.1)
    return total


def count():
    now = datetime.datetime.now(datetime.timezone.utc)
    days = datetime.timedelta(days=1)
    points = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="SignatureValidationErrors",
        Dimensions=[{"Name": "FunctionName", "Value": "hello"}],
        StartTime=now - days,
        EndTime=now + (VALID_DAYS + 2) * days,
        Period=(VALID_DAYS + 3) * DAY,
        Statistics=["Sum"],
    )["Datapoints"]
    return sum(point["Sum"] for point in points)


main()
