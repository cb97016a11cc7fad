"""Amazon VPC and EBS: what an account, or a VPC, forbids as a whole. Configuration is stored; no packet flows, so none is stopped."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_ec2_guards
from strongroom_emulator.types._api import absence_is_success, call, pick
from strongroom_emulator.types._ec2 import only, set_tags

_moto_ec2_guards.have_guards()


@resource("AWS::EC2::VPCBlockPublicAccessOptions", level=Level.STORED)
class VpcBlockPublicAccessOptions(Resource):
    handles = frozenset({"InternetGatewayBlockMode"})

    def create(self, ctx: Context, props: Props) -> Created:
        return Created(ctx.account, self._block(ctx, props["InternetGatewayBlockMode"]))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        return self._block(ctx, new["InternetGatewayBlockMode"])

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        self._block(ctx, "off")

    def _block(self, ctx: Context, mode: str) -> Attributes:
        options = ctx.client("ec2").modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)["VpcBlockPublicAccessOptions"]
        return {"AccountId": options["AwsAccountId"], "ExclusionsAllowed": options["ExclusionsAllowed"]}


@resource("AWS::EC2::VPCBlockPublicAccessExclusion", level=Level.STORED)
class VpcBlockPublicAccessExclusion(Resource):
    handles = frozenset({"InternetGatewayExclusionMode", "SubnetId", "Tags", "VpcId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        settings = pick(props, "InternetGatewayExclusionMode", "SubnetId", "VpcId")
        made = ec2.create_vpc_block_public_access_exclusion(**settings)["VpcBlockPublicAccessExclusion"]["ExclusionId"]
        ctx.made(made)
        set_tags(ec2, made, {}, props)
        return Created(made, {"ExclusionId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "SubnetId", "VpcId")
        ec2 = ctx.client("ec2")
        if changed(old, new, ("InternetGatewayExclusionMode",)):
            ec2.modify_vpc_block_public_access_exclusion(ExclusionId=physical_id, **pick(new, "InternetGatewayExclusionMode"))
        set_tags(ec2, physical_id, old, new)
        return {"ExclusionId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_vpc_block_public_access_exclusion(ExclusionId=physical_id)


@resource("AWS::EC2::SnapshotBlockPublicAccess", level=Level.STORED)
class SnapshotBlockPublicAccess(Resource):
    handles = frozenset({"State"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.client("ec2").enable_snapshot_block_public_access(State=props["State"])
        return Created(ctx.account, {"AccountId": ctx.account})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        return self.create(ctx, new).attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ctx.client("ec2").disable_snapshot_block_public_access()


# Where CloudFormation and the API part: `XExclusionInput` is `XExclusion`.
_EXCLUSIONS = {f"{name}ExclusionInput": f"{name}Exclusion" for name in _moto_ec2_guards.EXCLUDABLE}


@resource("AWS::EC2::VPCEncryptionControl", level=Level.STORED)
class VpcEncryptionControl(Resource):
    handles = frozenset({*_EXCLUSIONS, "Mode", "Tags", "VpcId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        made = ec2.create_vpc_encryption_control(VpcId=props["VpcId"])["VpcEncryptionControl"]["VpcEncryptionControlId"]
        ctx.made(made)
        self._set(ec2, made, props)
        set_tags(ec2, made, {}, props)
        return Created(made, _control_attributes(ec2, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "VpcId")
        ec2 = ctx.client("ec2")
        self._set(ec2, physical_id, {"Mode": "monitor", **{name: "disable" for name in _EXCLUSIONS if name in old}, **new})
        set_tags(ec2, physical_id, old, new)
        return _control_attributes(ec2, physical_id)

    def _set(self, ec2: Any, control: str, props: Props) -> None:
        exclusions = {parameter: props[name] for name, parameter in _EXCLUSIONS.items() if name in props}
        call(ec2, "modify_vpc_encryption_control", VpcEncryptionControlId=control, **pick(props, "Mode"), **exclusions)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_vpc_encryption_control(VpcEncryptionControlId=physical_id)


def _control_attributes(ec2: Any, control: str) -> Attributes:
    found = only(ec2.describe_vpc_encryption_controls(VpcEncryptionControlIds=[control])["VpcEncryptionControls"])
    states = {f"ResourceExclusions.{name}.State": each["State"] for name, each in found["ResourceExclusions"].items()}
    return {"VpcEncryptionControlId": control, "State": found["State"], **states}
