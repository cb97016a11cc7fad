"""AWS Systems Manager: parameters."""

from __future__ import annotations

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list


@resource("AWS::SSM::Parameter", level=Level.EXERCISED, name_property="Name")
class Parameter(Resource):
    _SETTINGS = ("AllowedPattern", "DataType", "Description", "Policies", "Tier", "Type", "Value")
    handles = frozenset({*_SETTINGS, "Name", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "Name", limit=2048)
        call(ctx.client("ssm"), "put_parameter", Name=name, Tags=tag_list(props.get("Tags")) or None, **pick(props, *self._SETTINGS))
        return Created(name, pick(props, "Type", "Value"))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name")
        ssm = ctx.client("ssm")
        call(ssm, "put_parameter", Name=physical_id, Overwrite=True, **{"Description": "", **pick(new, *self._SETTINGS)})
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=physical_id, Tags=tag_list(tags)),
            lambda names: ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId=physical_id, TagKeys=names),
        )  # fmt: skip
        return pick(new, "Type", "Value")

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ssm").delete_parameter(Name=physical_id)
