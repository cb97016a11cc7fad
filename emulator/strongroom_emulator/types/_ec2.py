"""What EC2's types share."""

from __future__ import annotations

from typing import Any, ClassVar

from strongroom_emulator.resource import Attributes, Context, Created, Props, Resource, replace_if_changed
from strongroom_emulator.types._api import absence_is_success, change_tags, tag_list


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


class PartOfVpc(Resource):
    """A part of a VPC that is nothing but there, and tagged: what it does is said by resources of its own."""

    handles = frozenset({"Tags", "VpcId"})
    noun: ClassVar[str]
    """Its name in calls: `create_NOUN`, `delete_NOUN`."""
    key: ClassVar[str]
    """Its name in what the calls take and answer: `KEY`, `KEYId`."""
    attribute: ClassVar[str] = "Id"

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        made = getattr(ec2, f"create_{self.noun}")(VpcId=props["VpcId"])[self.key][f"{self.key}Id"]
        ctx.made(made)
        set_tags(ec2, made, {}, props)
        return Created(made, {self.attribute: made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "VpcId")
        set_tags(ctx.client("ec2"), physical_id, old, new)
        return {self.attribute: physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            getattr(ctx.client("ec2"), f"delete_{self.noun}")(**{f"{self.key}Id": physical_id})
