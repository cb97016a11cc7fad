"""The contract between the engine and the resource types.

A type is one class, registered under its CloudFormation name:

    @resource("AWS::SNS::TopicPolicy", level=Level.STORED)
    class TopicPolicy(Resource):
        handles = frozenset({"Topics", "PolicyDocument"})

        def create(self, ctx: Context, props: Props) -> Created: ...
        def update(self, ctx, physical_id, old, new) -> dict[str, str]: ...
        def delete(self, ctx, physical_id, props) -> None: ...

Properties arrive with every intrinsic function resolved and every `AWS::NoValue` gone. Scalars keep CloudFormation's looseness
("true", true, "5", 5): read them with `to_bool` and `to_int`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

import boto3
from botocore.config import Config

Props = dict[str, Any]
Attributes = dict[str, Any]


class Level(str, Enum):
    """How much of a resource is real here; reported for every resource of a deployment."""

    EXERCISED = "exercised"
    STORED = "configuration stored only"
    INERT = "inert"


class Replace(Exception):
    """Raised by `update` when a property that CloudFormation documents as "Update requires: Replacement" changed."""


class Replaced(Exception):
    """Raised by `update` when the change itself made a new thing (a custom resource answered another physical id); the
    engine deletes the old one when the whole update has worked."""

    def __init__(self, created: "Created") -> None:
        super().__init__(created.physical_id)
        self.created = created


class Refused(Exception):
    """A resource can't be created, updated or deleted as asked; the message becomes the status reason."""


_endpoint = ""


def set_endpoint(url: str) -> None:
    """Tell every client made from now on where this emulator listens."""
    global _endpoint
    _endpoint = url
    client.cache_clear()


def endpoint() -> str:
    if not _endpoint:
        raise RuntimeError("the emulator is not started: no endpoint is known")
    return _endpoint


@lru_cache(maxsize=None)
def client(service: str, region: str) -> Any:
    """A boto3 client of this emulator; one attempt, so that a refusal is an answer and not a wait."""
    return boto3.session.Session().client(
        service,
        region_name=region,
        endpoint_url=endpoint(),
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=50,
            s3={"addressing_style": "path"},
        ),
    )


@dataclass(frozen=True)
class Context:
    """Where a resource is being made.

    name    the template's name, else one generated as CloudFormation does (stack-logicalid-random); a type shortens or
            lower-cases it where its service wants that
    made    a `create` of several calls tells the physical id here as soon as the first one worked: if a later call fails,
            the engine deletes what was made (create returns normally otherwise, and needs no `made`)
    """

    region: str
    account: str
    stack: str
    logical_id: str
    name: str
    made: Callable[[str], None] = lambda physical_id: None
    stack_id: str = ""

    def client(self, service: str) -> Any:
        return client(service, self.region)


@dataclass(frozen=True)
class Created:
    """What `Ref` and `Fn::GetAtt` give. An attribute that other resources change is a function, asked each time."""

    physical_id: str
    attributes: Attributes = field(default_factory=dict)


class Resource:
    """Base of each type; instances hold no state.

    handles     the top-level properties the type acts on
    ignores     those it knowingly does nothing with, each with the reason
    A property in neither fails the deployment, so that nothing a template asks for vanishes silently.
    """

    type: ClassVar[str]
    level: ClassVar[Level]
    name_property: ClassVar[str | None] = None
    handles: ClassVar[frozenset[str]] = frozenset()
    ignores: ClassVar[Mapping[str, str]] = {}

    def unhandled(self, names: Iterable[str]) -> list[str]:
        """Which of these properties the type does nothing with, unknowingly."""
        return sorted(set(names) - self.handles - set(self.ignores))

    def create(self, ctx: Context, props: Props) -> Created:
        raise NotImplementedError

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        """Change in place and give all attributes anew, or raise `Replace`."""
        raise Replace(f"{self.type} is replaced when it changes")

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        """Delete; a resource that is already gone is success (the engine also treats a service's "not found" so)."""
        raise NotImplementedError


_registry: dict[str, Resource] = {}
R = TypeVar("R", bound=type[Resource])


def resource(type_name: str, *, level: Level, name_property: str | None = None) -> Callable[[R], R]:
    """Register the class for a CloudFormation type."""

    def register(cls: R) -> R:
        if type_name in _registry:
            raise ValueError(f"{type_name} is registered twice: {type(_registry[type_name]).__module__} and {cls.__module__}")
        cls.type, cls.level, cls.name_property = type_name, level, name_property
        _registry[type_name] = cls()
        return cls

    return register


def registered() -> Mapping[str, Resource]:
    """Every type that has a class, by name."""
    return _registry


def to_bool(value: Any) -> bool:
    """CloudFormation's booleans: true, "true", "True"."""
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in ("true", "false"):
        return text == "true"
    raise Refused(f"expected true or false, got {value!r}")


def to_int(value: Any) -> int:
    """CloudFormation's integers: 5, "5", 5.0."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Refused(f"expected a whole number, got {value!r}") from None
    if number != int(number):
        raise Refused(f"expected a whole number, got {value!r}")
    return int(number)


def changed(old: Props, new: Props, names: Iterable[str]) -> set[str]:
    """Which of these properties differ."""
    return {name for name in names if old.get(name) != new.get(name)}


def replace_if_changed(old: Props, new: Props, *names: str) -> None:
    """Raise `Replace` when any of these properties differs."""
    differing = changed(old, new, names)
    if differing:
        raise Replace(f"{', '.join(sorted(differing))} changed")
