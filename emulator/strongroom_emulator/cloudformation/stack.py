"""Stacks as they stand: resources, outputs, events, change sets, and the journal of everything done to them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from .template import Parameters, Template

RETAINED = {"Retain", "RetainExceptOnCreate"}


def now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class StackResource:
    """One resource of a stack. `properties` are resolved but for dynamic references, which are read when they are used."""

    logical_id: str
    type: str
    physical_id: str
    attributes: Mapping[str, Any]
    properties: dict[str, Any]
    needs: tuple[str, ...]
    deletion_policy: str
    replace_policy: str
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    updated: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Output:
    key: str
    value: str
    description: str | None
    export: str | None


@dataclass(frozen=True)
class Event:
    stack_id: str
    stack_name: str
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str | None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Change:
    """What a change set would do to a resource; `properties` are the top-level ones that differ."""

    action: str
    logical_id: str
    type: str
    physical_id: str | None
    properties: tuple[str, ...] = ()


@dataclass
class ChangeSet:
    id: str
    name: str
    type: str
    body: str
    given: Mapping[str, str]
    tags: Mapping[str, str]
    description: str | None
    changes: list[Change]
    status: str
    execution_status: str
    reason: str | None
    rollback: bool
    created: datetime = field(default_factory=now)


@dataclass
class Stack:
    name: str
    id: str
    region: str
    account: str
    body: str
    template: Template
    parameters: Parameters
    tags: dict[str, str]
    status: str
    reason: str | None = None
    termination_protection: bool = False
    role_arn: str | None = None
    notification_arns: list[str] = field(default_factory=list)
    resources: dict[str, StackResource] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None

    @property
    def description(self) -> str | None:
        return self.template.get("Description")

    @property
    def busy(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def exports(self) -> dict[str, str]:
        return {output.export: output.value for output in self.outputs if output.export}

    def become(self, status: str, reason: str | None = None) -> None:
        """A new status of the whole stack, told as an event first so that whoever sees the status finds its reason."""
        self.record(self.name, self.id, "AWS::CloudFormation::Stack", status, reason)
        self.reason, self.status = reason, status

    def record(self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str | None = None) -> None:
        self.events.append(Event(self.id, self.name, logical_id, physical_id, type_name, status, reason))


class Region:
    """The stacks of one account in one region, live and deleted."""

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self.lock = threading.RLock()
        self.stacks: list[Stack] = []

    @property
    def live(self) -> list[Stack]:
        return [stack for stack in list(self.stacks) if stack.status != "DELETE_COMPLETE"]

    def find(self, name_or_id: str) -> Stack | None:
        """A live stack by its name, or any by its id."""
        return next((stack for stack in self.live if name_or_id in (stack.name, stack.id)), None) or next(
            (stack for stack in list(self.stacks) if stack.id == name_or_id), None
        )

    def exporter(self, export: str) -> Stack | None:
        return next((stack for stack in self.live if export in stack.exports), None)

    def importers(self, export: str, *, but: Stack) -> list[str]:
        return [stack.name for stack in self.live if stack is not but and export in stack.imports]


_regions: dict[tuple[str, str], Region] = {}
_regions_lock = threading.Lock()


def region_of(account: str, region: str) -> Region:
    with _regions_lock:
        return _regions.setdefault((account, region), Region(account, region))


def all_regions() -> Iterator[Region]:
    yield from list(_regions.values())


class Journal:
    """Every creation, update, replacement and deletion, in order: how a test knows that nothing was recreated."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []

    def write(self, stack: Stack, operation: str, resource: StackResource) -> None:
        with self._lock:
            self._entries.append(
                {
                    "sequence": len(self._entries) + 1,
                    "stack": stack.name,
                    "region": stack.region,
                    "operation": operation,
                    "type": resource.type,
                    "logicalId": resource.logical_id,
                    "physicalId": resource.physical_id,
                    "time": now().isoformat(),
                }
            )

    def since(self, sequence: int) -> dict[str, Any]:
        """The operations after `sequence`, by stack, and the number to ask with next time."""
        with self._lock:
            entries = self._entries[max(sequence, 0) :]
            last = len(self._entries)
        stacks: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            stacks.setdefault(entry["stack"], []).append(entry)
        return {"last": last, "stacks": stacks}


@lru_cache(maxsize=1)
def journal() -> Journal:
    return Journal()
