"""Things of EC2 that moto lacks: each is made, told, changed and deleted by four calls of the usual names."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override
from strongroom_emulator.types._records import Record, shelf, without_none

_NOT_KEPT = ("ClientToken", "DryRun", "TagSpecifications")


@dataclass(frozen=True)
class Kind:
    """
    key     its name in answers: `VerifiedAccessGroup`
    prefix  of its ids
    id      the member that holds its id; `KEYId` by default
    needs   members that hold the id, or ids, of another kind: it must exist, and can't go before this does
    born    what it has that no call gives
    told    how it is shown, where that isn't how it was given
    """

    key: str
    prefix: str
    id: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    born: Callable[[Any, Record], Record] = lambda backend, record: {}
    told: Callable[[Any, Record], Record] = lambda backend, record: record

    @property
    def id_member(self) -> str:
        return self.id or f"{self.key}Id"


_KINDS: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Give moto's EC2 the calls: `CreateKEY`, `DescribeKEYs`, `ModifyKEY`, `DeleteKEY`."""
    from moto.core.utils import camelcase_to_underscores

    _KINDS[kind.key] = kind
    _let_records_be_tagged()
    noun = camelcase_to_underscores(kind.key)

    def create(response: Any) -> Record:
        backend, record = response.ec2_backend, given(response)
        for member, needed in kind.needs.items():
            for each in _ids(record, member):
                find(backend, needed, each)
        record[kind.id_member] = f"{kind.prefix}-{uuid.uuid4().hex[:17]}"
        moment = datetime.now(timezone.utc).isoformat()
        record = {"CreationTime": moment, "LastUpdatedTime": moment, **kind.born(backend, record), **record}
        shelf(backend, kind.key)[record[kind.id_member]] = record
        tags = [tag for each in response._get_param("TagSpecifications", []) for tag in each.get("Tags", [])]
        backend.create_tags([record[kind.id_member]], {tag["Key"]: tag["Value"] for tag in tags})
        return answer(backend, kind, record)

    def describe(response: Any) -> Record:
        backend, asked = response.ec2_backend, response._get_param(f"{kind.id_member}s", [])
        found = [find(backend, kind.key, each) for each in asked] or list(shelf(backend, kind.key).values())
        return {f"{kind.key}s": [show(backend, kind, record) for record in found if _matches(response, record)]}

    def modify(response: Any) -> Record:
        backend, change = response.ec2_backend, given(response)
        record = find(backend, kind.key, change[kind.id_member])
        for member, needed in kind.needs.items():
            for each in _ids(change, member):
                find(backend, needed, each)
        record.update(change, LastUpdatedTime=datetime.now(timezone.utc).isoformat())
        return answer(backend, kind, record)

    def delete(response: Any) -> Record:
        backend, identity = response.ec2_backend, response._get_param(kind.id_member)
        record = find(backend, kind.key, identity)
        users = [other[user.id_member] for user in _KINDS.values() for other in shelf(backend, user.key).values() if _uses(user, other, kind, identity)]
        if users:
            refuse("DependencyViolation", f"{identity} can't be deleted: {', '.join(users)} needs it")
        shelf(backend, kind.key).pop(identity)
        return answer(backend, kind, record)

    add_calls({f"create_{noun}": create, f"describe_{noun}s": describe, f"modify_{noun}": modify, f"delete_{noun}": delete})


@lru_cache(maxsize=None)
def _let_records_be_tagged() -> None:
    """moto tags what it knows by the beginning of its id."""
    from moto.ec2.models import EC2Backend
    from moto.ec2.responses import tags

    exist, validate = EC2Backend.do_resources_exist, tags.validate_resource_ids

    def others(resource_ids: list[str]) -> list[str]:
        return [each for each in resource_ids if each.rpartition("-")[0] not in {kind.prefix for kind in _KINDS.values()}]

    def do_resources_exist(self: Any, resource_ids: list[str]) -> bool:
        known = {identity for kind in _KINDS for identity in shelf(self, kind)}
        missing = [each for each in resource_ids if each not in others(resource_ids) and each not in known]
        return refuse("InvalidID", f"The ID '{missing[0]}' is not valid") if missing else exist(self, others(resource_ids))

    def validate_resource_ids(resource_ids: list[str]) -> bool:
        return bool(resource_ids) and not others(resource_ids) or validate(others(resource_ids))

    override(EC2Backend, "do_resources_exist")(do_resources_exist)
    override(tags, "validate_resource_ids")(validate_resource_ids)


def add_calls(calls: Mapping[str, Callable[[Any], Record]]) -> None:
    """Add operations to moto's EC2; each gives what its answer holds."""
    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response

    for name, call in calls.items():
        setattr(EC2Response, name, lambda self, call=call: ActionResult(call(self)))


def given(response: Any) -> Record:
    """The parameters of a request that are settings."""
    return {name: value for name, value in response.params.items() if name not in _NOT_KEPT}


def find(backend: Any, key: str, identity: str) -> Record:
    record = shelf(backend, key).get(identity)
    if record is None:
        refuse(f"Invalid{key}Id.NotFound", f"The {key} '{identity}' does not exist.")
    return record


def refuse(code: str, message: str) -> Any:
    from moto.ec2.exceptions import EC2ClientError

    raise EC2ClientError(code, message)


def answer(backend: Any, kind: Kind, record: Record) -> Record:
    """Most calls answer with the thing; some with members of it, or that it is done."""
    shown = show(backend, kind, record)
    return {**shown, kind.key: shown, "Return": True}


def show(backend: Any, kind: Kind, record: Record) -> Record:
    tags = backend.tags.get(record[kind.id_member], {})
    return without_none({**kind.told(backend, record), "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]})


def _ids(record: Record, member: str) -> list[str]:
    value = record.get(member) or []
    return value if isinstance(value, list) else [value]


def _uses(user: Kind, record: Record, used: Kind, identity: str) -> bool:
    return any(key == used.key and identity in _ids(record, member) for member, key in user.needs.items())


def _matches(response: Any, record: Record) -> bool:
    """Filters are named like the member that they are about: `vpc-id`."""
    for each in response._get_param("Filters", []):
        member = "".join(part.capitalize() for part in each["Name"].split("-"))
        if record.get(member) not in each["Values"]:
            return False
    return True
