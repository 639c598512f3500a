"""Translates serverless templates with AWS's own translator: a list of cases comes in, one of outcomes goes out."""

import json
import os
import sys

os.environ["AWS_DEFAULT_REGION"] = "us-east-1"

try:
    from samtranslator.parser.parser import Parser
    from samtranslator.public.exceptions import InvalidDocumentException
    from samtranslator.translator.translator import Translator
except ImportError:
    sys.exit(3)


def translated(case):
    try:
        template = Translator({}, Parser()).translate(case["template"], dict(case.get("parameters", {})))
        return {"template": template}
    except InvalidDocumentException as error:
        return {"problems": [cause.message for cause in error.causes]}


json.dump([translated(case) for case in json.load(sys.stdin)], sys.stdout)
