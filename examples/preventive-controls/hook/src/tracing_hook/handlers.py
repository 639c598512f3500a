"""Lets AWS Config judge a function before CloudFormation makes or changes it."""

import json
import time

from .config_client import ConfigClient


def hook(event, _context):
    data = event["requestData"]
    client = ConfigClient(json.loads(data["callerCredentials"]))
    timeout = int(event["hookModel"].get("TimeoutSeconds", 30))
    verdict = evaluate(client, data, timeout)
    print(f"{event['actionInvocationPoint']} {data['targetLogicalId']}: {verdict}")
    return {"clientRequestToken": event["clientRequestToken"], **answer(verdict, data)}


def evaluate(client, data, timeout):
    evaluation = client.call(
        "StartResourceEvaluation",
        {
            "EvaluationMode": "PROACTIVE",
            "EvaluationTimeout": timeout,
            "ResourceDetails": {
                "ResourceId": data["targetLogicalId"],
                "ResourceType": data["targetName"],
                "ResourceConfiguration": json.dumps(
                    data["targetModel"]["resourceProperties"]
                ),
                "ResourceConfigurationSchemaType": "CFN_RESOURCE_SCHEMA",
            },
        },
    )
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        summary = client.call("GetResourceEvaluationSummary", evaluation)
        if summary["EvaluationStatus"]["Status"] != "IN_PROGRESS":
            return summary.get("Compliance", summary["EvaluationStatus"]["Status"])
        time.sleep(0.2)
    return "TIMEOUT"


def answer(verdict, data):
    if verdict in ("COMPLIANT", "NOT_APPLICABLE"):
        return {"hookStatus": "SUCCESS", "message": f"AWS Config says {verdict}."}
    if verdict == "NON_COMPLIANT":
        return {
            "hookStatus": "FAILED",
            "errorCode": "NonCompliant",
            "message": f"{data['targetLogicalId']} breaks a rule of AWS Config: {verdict}.",
        }
    return {
        "hookStatus": "FAILED",
        "errorCode": "InternalFailure",
        "message": f"AWS Config gave no verdict: {verdict}.",
    }
