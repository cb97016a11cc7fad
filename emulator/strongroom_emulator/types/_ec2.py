"""What EC2's types share."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Props
from strongroom_emulator.types._api import change_tags, tag_list


def set_tags(ec2: Any, resource_id: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: ec2.create_tags(Resources=[resource_id], Tags=tag_list(tags)),
        lambda names: ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": name} for name in names]),
    )  # fmt: skip


def only(values: list[Any]) -> Any:
    """The one thing a describe call found."""
    (value,) = values
    return value
