"""How moto is adapted: a few of its methods are replaced in this process, each checked to exist, none on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def override(owner: Any, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put the function in place of `owner.name`; fails at start-up if moto no longer has it."""

    def put(function: Callable[..., Any]) -> Callable[..., Any]:
        if not hasattr(owner, name):
            raise AttributeError(f"moto has no {owner.__name__}.{name} to adapt: the emulator is written for another version")
        setattr(owner, name, function)
        return function

    return put


def install() -> None:
    """Adapt everything, once, before the first request."""
    from moto.core.config import default_user_config

    from . import bucket_policies, cloudtrail, eventbridge, kms_keys, lambda_runtime, step_functions, types  # noqa: F401
    from .cloudformation import api

    default_user_config["stepfunctions"]["execute_state_machine"] = True
    default_user_config["iam"]["load_aws_managed_policies"] = True
    for module in (api, bucket_policies, cloudtrail, eventbridge, kms_keys, lambda_runtime, step_functions):
        module.install()
