"""AWS Systems Manager: parameters and documents."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
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
        _set_tags(ssm, "Parameter", physical_id, old, new)
        return pick(new, "Type", "Value")

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ssm").delete_parameter(Name=physical_id)


def _set_tags(ssm: Any, kind: str, name: str, old: Props, new: Props) -> None:
    change_tags(
        old.get("Tags"), new.get("Tags"),
        lambda tags: ssm.add_tags_to_resource(ResourceType=kind, ResourceId=name, Tags=tag_list(tags)),
        lambda names: ssm.remove_tags_from_resource(ResourceType=kind, ResourceId=name, TagKeys=names),
    )  # fmt: skip


@resource("AWS::SSM::Document", level=Level.STORED, name_property="Name")
class Document(Resource):
    _CONTENT = ("Content", "DocumentFormat", "TargetType", "VersionName")
    _FIXED = ("DocumentType", "Name")
    handles = frozenset({*_CONTENT, *_FIXED, "Tags", "UpdateMethod"})

    def create(self, ctx: Context, props: Props) -> Created:
        ssm, name = ctx.client("ssm"), generated_name(ctx, props, "Name", limit=128)
        call(ssm, "create_document", Name=name, **pick(props, "DocumentType", *self._CONTENT))
        ctx.made(name)
        _set_tags(ssm, "Document", name, {}, props)
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        """A document is replaced when it changes, unless its template says that it gets a new version."""
        replace_if_changed(old, new, *self._FIXED)
        if new.get("UpdateMethod", "Replace") == "Replace":
            replace_if_changed(old, new, *self._CONTENT)
        ssm = ctx.client("ssm")
        if changed(old, new, self._CONTENT):
            made = call(ssm, "update_document", Name=physical_id, DocumentVersion="$LATEST", **pick(new, *self._CONTENT))["DocumentDescription"]
            ssm.update_document_default_version(Name=physical_id, DocumentVersion=made["DocumentVersion"])
        _set_tags(ssm, "Document", physical_id, old, new)
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ssm = ctx.client("ssm")
        with absence_is_success():
            ssm.describe_document(Name=physical_id)
            ssm.delete_document(Name=physical_id)
