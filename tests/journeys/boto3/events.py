"""Functions that are called by others, with boto3; endpoint and credentials come from the environment.

Prints one JSON document on standard output: what a function URL answered with and without a signature, which
messages of a batch came back, what a destination received, and the states through which an alarm went. The test
that starts this script judges them.
"""

import io
import json
import os
import time
import urllib.error
import urllib.request
import zipfile

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

CODE = """
exports.handler = async (event) => {
  if (event.Records) {
    const failed = event.Records.filter(({ body }) => body === "bad");
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }
  if (event.fail) throw new Error("as asked");
  return { greeting: "Hello, " + (event.queryStringParameters?.name ?? event.name) + "!" };
};
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}
QUEUES = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
}

session = boto3.Session()
aws_lambda = session.client("lambda")
sqs = session.client("sqs")
cloudwatch = session.client("cloudwatch")


def main():
    make_function()
    print(
        json.dumps(
            {
                "urls": function_urls(),
                "returned": partial_failure(),
                "destination": destination(),
                "alarm": alarm(),
            }
        )
    )


def make_function():
    iam = session.client("iam")
    role = iam.create_role(
        RoleName="called", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName="called", PolicyName="queues", PolicyDocument=json.dumps(QUEUES)
    )
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.js", CODE)
    aws_lambda.create_function(
        FunctionName="called",
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": package.getvalue()},
        Timeout=1,
    )
    aws_lambda.get_waiter("function_active_v2").wait(FunctionName="called")


def function_urls():
    """What the function's URL answers: to a signature, without one, and without one once nobody needs one."""
    config = aws_lambda.create_function_url_config(
        FunctionName="called", AuthType="AWS_IAM"
    )
    url = config["FunctionUrl"] + "?name=url"
    told = {"signed": fetch(url, sign=True), "unsigned": fetch(url)}
    aws_lambda.update_function_url_config(FunctionName="called", AuthType="NONE")
    told["open but not permitted"] = fetch(url)
    aws_lambda.add_permission(
        FunctionName="called",
        StatementId="everybody",
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )
    aws_lambda.add_permission(
        FunctionName="called",
        StatementId="everybody-by-url",
        Action="lambda:InvokeFunction",
        Principal="*",
        InvokedViaFunctionUrl=True,
    )
    told["open"] = fetch(url)
    return told


def fetch(url, sign=False):
    request = AWSRequest("GET", url)
    if sign:
        credentials = session.get_credentials().get_frozen_credentials()
        SigV4Auth(credentials, "lambda", session.region_name).add_auth(request)
    prepared = request.prepare()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(prepared.url, headers=dict(prepared.headers))
        ) as answer:
            return [answer.status, json.load(answer)]
    except urllib.error.HTTPError as error:
        return [error.code, json.load(error)]


def partial_failure():
    """Which messages of a batch end in the queue for dead letters."""
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    orders = sqs.create_queue(
        QueueName="orders",
        Attributes={
            "VisibilityTimeout": "1",
            "RedrivePolicy": json.dumps(
                {"deadLetterTargetArn": arn_of(dead), "maxReceiveCount": "1"}
            ),
        },
    )["QueueUrl"]
    aws_lambda.create_event_source_mapping(
        FunctionName="called",
        EventSourceArn=arn_of(orders),
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    sqs.send_message_batch(
        QueueUrl=orders,
        Entries=[
            {"Id": str(at), "MessageBody": body}
            for at, body in enumerate(["good", "bad", "good"])
        ],
    )
    returned = received(dead)
    return [message["Body"] for message in returned]


def destination():
    """What a destination is told of an asynchronous call that failed."""
    failures = sqs.create_queue(QueueName="failures")["QueueUrl"]
    aws_lambda.put_function_event_invoke_config(
        FunctionName="called",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": arn_of(failures)}},
    )
    aws_lambda.invoke(
        FunctionName="called",
        InvocationType="Event",
        Payload=json.dumps({"fail": True}),
    )
    [message] = received(failures)
    record = json.loads(message["Body"])
    return {
        "condition": record["requestContext"]["condition"],
        "request": record["requestPayload"],
        "error": record["responsePayload"]["errorMessage"],
    }


def alarm():
    """The states of an alarm on a metric that passes its threshold."""
    cloudwatch.put_metric_alarm(
        AlarmName="too-many",
        Namespace="Orders",
        MetricName="Refused",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    before = state()
    cloudwatch.put_metric_data(
        Namespace="Orders", MetricData=[{"MetricName": "Refused", "Value": 3}]
    )
    advance(90)
    until(lambda: state() == "ALARM")
    return [before, state()]


def advance(seconds):
    """Moves the clock of the platform, by which alarms look again."""
    urllib.request.urlopen(
        urllib.request.Request(
            os.environ["AWS_ENDPOINT_URL"] + "/_gatehouse/clock",
            data=json.dumps({"advanceSeconds": seconds}).encode(),
            method="POST",
        )
    ).close()


def state():
    [found] = cloudwatch.describe_alarms(AlarmNames=["too-many"])["MetricAlarms"]
    return found["StateValue"]


def received(url):
    messages = []

    def receive():
        answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)
        messages.extend(answer.get("Messages", []))
        return messages

    until(receive)
    return messages


def arn_of(url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])[
        "Attributes"
    ]["QueueArn"]


def until(ready):
    end = time.monotonic() + 20
    while not ready() and time.monotonic() < end:
        time.sleep(0.1)


if __name__ == "__main__":
    main()
