"""AWS Step Functions."""

from __future__ import annotations

import json
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list, to_text


@resource("AWS::StepFunctions::StateMachine", level=Level.EXERCISED, name_property="StateMachineName")
class StateMachine(Resource):
    _CONFIGURATION: dict[str, Any] = {
        "EncryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        "LoggingConfiguration": {"level": "OFF", "includeExecutionData": False},
        "TracingConfiguration": {"enabled": False},
    }
    handles = frozenset({
        *_CONFIGURATION, "Definition", "DefinitionS3Location", "DefinitionString", "DefinitionSubstitutions", "RoleArn", "StateMachineName", "Tags",
    })  # fmt: skip
    ignores = {"StateMachineType": "sent; moto runs every machine as a standard one"}

    def create(self, ctx: Context, props: Props) -> Created:
        machines, name = ctx.client("stepfunctions"), generated_name(ctx, props, "StateMachineName", limit=80)
        made = call(
            machines, "create_state_machine", name=name, definition=_definition(ctx, props), tags=tag_list(props.get("Tags"), "key", "value"),
            type=props.get("StateMachineType", "STANDARD"), **pick(props, "RoleArn", *self._CONFIGURATION),
        )  # fmt: skip
        return Created(made["stateMachineArn"], _attributes(machines, made["stateMachineArn"]))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "StateMachineName", "StateMachineType")
        machines = ctx.client("stepfunctions")
        settings = {name: new.get(name, absent) for name, absent in self._CONFIGURATION.items() if name in new or name in old}
        call(machines, "update_state_machine", stateMachineArn=physical_id, definition=_definition(ctx, new), roleArn=new["RoleArn"], **settings)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: machines.tag_resource(resourceArn=physical_id, tags=tag_list(tags, "key", "value")),
            lambda names: machines.untag_resource(resourceArn=physical_id, tagKeys=names),
        )  # fmt: skip
        return _attributes(machines, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("stepfunctions").delete_state_machine(stateMachineArn=physical_id)


def _definition(ctx: Context, props: Props) -> str:
    if "DefinitionS3Location" in props:
        place = props["DefinitionS3Location"]
        found = ctx.client("s3").get_object(**pick(place, "Bucket", "Key", VersionId="Version"))
        text = found["Body"].read().decode()
    elif "DefinitionString" in props:
        text = props["DefinitionString"]
    else:
        text = json.dumps(props["Definition"])
    for name, value in props.get("DefinitionSubstitutions", {}).items():
        text = text.replace("${" + name + "}", to_text(value))
    return text


def _attributes(machines: Any, machine: str) -> Attributes:
    found = machines.describe_state_machine(stateMachineArn=machine)
    return {"Arn": machine, "Name": found["name"], "StateMachineRevisionId": found.get("revisionId") or "INITIAL"}
