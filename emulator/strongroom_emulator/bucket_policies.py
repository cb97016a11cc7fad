"""Bucket policies with conditions: moto takes a condition that it can't judge for a refusal, so that a policy which demands
TLS refuses everything; and one for a named principal for one that is for everybody. Here a statement counts only if it is for
everybody and its conditions hold for the request.

What is known of a request: the loopback stands for TLS 1.3 (aws:SecureTransport, s3:TlsVersion), its server-side encryption
headers, the account and region. A condition on anything else can't be judged truthfully, and its statement doesn't apply.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable, Mapping
from typing import Any

from .overrides import override

Context = Mapping[str, str]


def _like(have: str, wanted: str) -> bool:
    return fnmatch.fnmatchcase(have, wanted.replace("[", "[[]"))


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda have, wanted: compare(float(have), float(wanted))


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "Bool": lambda have, wanted: have.lower() == wanted.lower(),
    "StringEquals": lambda have, wanted: have == wanted,
    "StringEqualsIgnoreCase": lambda have, wanted: have.lower() == wanted.lower(),
    "StringLike": _like,
    "ArnEquals": _like,
    "ArnLike": _like,
    "NumericEquals": _number(lambda have, wanted: have == wanted),
    "NumericLessThan": _number(lambda have, wanted: have < wanted),
    "NumericLessThanEquals": _number(lambda have, wanted: have <= wanted),
    "NumericGreaterThan": _number(lambda have, wanted: have > wanted),
    "NumericGreaterThanEquals": _number(lambda have, wanted: have >= wanted),
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
}
KNOWN_KEYS = frozenset({
    "aws:securetransport", "s3:tlsversion", "aws:principalaccount", "aws:requestedregion", "aws:resourceaccount",
    "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm", "s3:x-amz-acl", "s3:x-amz-storage-class", "s3:resourceaccount",
})  # fmt: skip


def request_context(headers: Mapping[str, str], account: str, region: str) -> dict[str, str]:
    """The condition keys that a request to this server has."""
    sent = {f"s3:{name.lower()}": value for name, value in headers.items() if name.lower().startswith("x-amz-")}
    return {
        **{key: value for key, value in sent.items() if key in KNOWN_KEYS},
        "aws:securetransport": "true",
        "s3:tlsversion": "1.3",
        "aws:principalaccount": account,
        "aws:resourceaccount": account,
        "s3:resourceaccount": account,
        "aws:requestedregion": region,
    }


def holds(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Whether every condition holds; one on a key that is never known here, or with an operator not known here, doesn't."""
    return all(_holds(operator, key.lower(), values, context) for operator, keys in conditions.items() for key, values in keys.items())


def _holds(operator: str, key: str, values: Any, context: Context) -> bool:
    if key not in KNOWN_KEYS:
        return False
    wanted = [str(value).lower() if isinstance(value, bool) else str(value) for value in (values if isinstance(values, list) else [values])]
    have = context.get(key)
    if operator == "Null":
        return (have is None) == (wanted[0].lower() == "true")
    name = operator.removesuffix("IfExists")
    if have is None:
        return name != operator or name in _NEGATED
    negated, name = name in _NEGATED, _NEGATED.get(name, name)
    compare = _OPERATORS.get(name)
    if compare is None:
        return False
    return any(compare(have, value) for value in wanted) != negated


def _everybody(principal: Any) -> bool:
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    return principal == "*" or (isinstance(principal, list) and "*" in principal)


def applying(policy: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The policy with the statements that are for everybody and whose conditions hold, their conditions taken off."""
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    everybody = [statement for statement in statements if _everybody(statement.get("Principal"))]
    kept = [statement for statement in everybody if holds(statement.get("Condition", {}), context)]
    return {**policy, "Statement": [{key: item for key, item in {**statement, "Principal": "*"}.items() if key != "Condition"} for statement in kept]}


def install() -> None:
    from flask import has_request_context, request
    from moto.iam.access_control import IAMPolicy, PermissionResult
    from moto.s3.models import FakeBucket

    @override(FakeBucket, "get_permission")
    def get_permission(self: Any, action: str, resource: str) -> Any:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        headers = dict(request.headers) if has_request_context() else {}
        policy = applying(json.loads(self.policy.decode()), request_context(headers, self.account_id, self.region_name))
        return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)
