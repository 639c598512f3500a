"""Lets AWS Config judge a function before CloudFormation makes or changes it."""

import json
import time

from .config_client import ConfigClient


def hook(event, _context):
    data = event["requestData"]
    client = ConfigClient(json.loads(data["callerCredentials"]))
    timeout = int(event["hookModel"].get("TimeoutSeconds", 30))
    verdict, evaluation = evaluate(client, data, timeout)
    reasons = broken_rules(client, evaluation) if verdict == "NON_COMPLIANT" else []
    print(f"{event['actionInvocationPoint']} {data['targetLogicalId']}: {verdict}")
    print(*reasons, sep="\n")
    return {
        "clientRequestToken": event["clientRequestToken"],
        **answer(verdict, reasons, data),
    }


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
            status = summary["EvaluationStatus"]["Status"]
            return summary.get("Compliance", status), evaluation
        time.sleep(0.2)
    return "TIMEOUT", evaluation


def broken_rules(client, evaluation):
    details = client.call(
        "GetComplianceDetailsByResource",
        {**evaluation, "ComplianceTypes": ["NON_COMPLIANT"]},
    )
    return [
        f"{rule_of(result)}: {result.get('Annotation', 'it says no more.')}"
        for result in details["EvaluationResults"]
    ]


def rule_of(result):
    identifier = result["EvaluationResultIdentifier"]
    return identifier["EvaluationResultQualifier"]["ConfigRuleName"]


def answer(verdict, reasons, data):
    if verdict in ("COMPLIANT", "NOT_APPLICABLE"):
        return {"hookStatus": "SUCCESS", "message": f"AWS Config says {verdict}."}
    if verdict == "NON_COMPLIANT":
        return {
            "hookStatus": "FAILED",
            "errorCode": "NonCompliant",
            "message": f"{data['targetLogicalId']} breaks {'; '.join(reasons)}",
        }
    return {
        "hookStatus": "FAILED",
        "errorCode": "InternalFailure",
        "message": f"AWS Config gave no verdict: {verdict}.",
    }
