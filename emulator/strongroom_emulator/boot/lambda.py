"""Runs one Lambda handler: the event comes on stdin, the answer goes to the file STRONGROOM_ANSWER."""

import importlib
import json
import os
import sys
import time
import traceback

sys.path[0] = os.getcwd()
env = os.environ


class Context:
    aws_request_id = env["STRONGROOM_REQUEST_ID"]
    function_name = env["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = env["AWS_LAMBDA_FUNCTION_VERSION"]
    invoked_function_arn = env["STRONGROOM_FUNCTION_ARN"]
    log_group_name = env["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = env["AWS_LAMBDA_LOG_STREAM_NAME"]
    memory_limit_in_mb = env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]

    @staticmethod
    def get_remaining_time_in_millis():
        return max(0, int(env["STRONGROOM_DEADLINE_MS"]) - int(time.time() * 1000))


def answer(told):
    with open(env["STRONGROOM_ANSWER"], "w") as file:
        json.dump(told, file)


def main():
    event = json.load(sys.stdin)
    module, _, name = env["_HANDLER"].rpartition(".")
    try:
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        answer({"result": handler(event, Context())})
    except Exception as error:
        traceback.print_exc()
        answer({"error": {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": traceback.format_exc().splitlines()}})


main()
