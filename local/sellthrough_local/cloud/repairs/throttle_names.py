"""A throttled task in, the error name Lambda.TooManyRequestsException out, the one that Retry names on AWS."""

from typing import Any

from ministack.services import lambda_svc, stepfunctions

from sellthrough_local.cloud.repairs.expectations import expect_source

AWS_NAME = "Lambda.TooManyRequestsException"


def install() -> None:
    """Name throttles; stock calls them Lambda.Unknown."""
    expect_source(stepfunctions._call_lambda, 'body.get("errorType", "Lambda.Unknown")')
    expect_source(lambda_svc._throttle_response, '"__type": "TooManyRequestsException"')
    stock = stepfunctions._call_lambda

    def call(reference: str, event: Any) -> Any:
        try:
            return stock(reference, event)
        except stepfunctions._ExecutionError as error:
            if '"__type": "TooManyRequestsException"' in str(error.cause):
                raise stepfunctions._ExecutionError(AWS_NAME, error.cause) from error
            raise

    stepfunctions._call_lambda = call
