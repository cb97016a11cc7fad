"""AWS Resource Groups."""

from __future__ import annotations

import json

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_messaging
from strongroom_emulator.types._api import absence_is_success, call, change_tags, pick, tag_map

_moto_messaging.name_groups_by_their_region()


@resource("AWS::ResourceGroups::Group", level=Level.STORED, name_property="Name")
class Group(Resource):
    handles = frozenset({"Configuration", "Description", "Name", "ResourceQuery", "Tags"})
    ignores = {"Resources": "moto has no GroupResources"}

    def create(self, ctx: Context, props: Props) -> Created:
        settings = pick(props, "Configuration", "Description")
        made = call(
            ctx.client("resource-groups"), "create_group", Name=props["Name"], ResourceQuery=_query(ctx, props), Tags=tag_map(props.get("Tags")), **settings
        )  # fmt: skip
        return Created(props["Name"], {"Arn": made["Group"]["GroupArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        groups = ctx.client("resource-groups")
        if changed(old, new, ("Description",)):
            groups.update_group(GroupName=physical_id, Description=new.get("Description", ""))
        if changed(old, new, ("ResourceQuery",)):
            groups.update_group_query(GroupName=physical_id, ResourceQuery=_query(ctx, new))
        if changed(old, new, ("Configuration",)):
            call(groups, "put_group_configuration", Group=physical_id, Configuration=new.get("Configuration", []))
        group = groups.get_group(GroupName=physical_id)["Group"]["GroupArn"]
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: groups.tag(Arn=group, Tags=tags),
            lambda names: groups.untag(Arn=group, Keys=names),
        )  # fmt: skip
        return {"Arn": group}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        groups = ctx.client("resource-groups")
        # moto answers 500 for a group it does not know.
        if physical_id in [each["GroupName"] for each in groups.list_groups()["GroupIdentifiers"]]:
            with absence_is_success():
                groups.delete_group(GroupName=physical_id)


def _query(ctx: Context, props: Props) -> dict[str, str] | None:
    """The API takes the query as JSON; without one, a stack query means this stack."""
    if "ResourceQuery" not in props:
        return None
    value = props["ResourceQuery"]
    query = dict(value.get("Query", {}))
    if value["Type"] == "CLOUDFORMATION_STACK_1_0":
        query.setdefault("StackIdentifier", ctx.stack_id)
    query.setdefault("ResourceTypeFilters", ["AWS::AllSupported"])
    return {"Type": value["Type"], "Query": json.dumps(query)}
