"""AWS Lambda functions, and the permissions and versions that belong to them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_lambda
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_map

_moto_lambda.keep_function_settings()
_moto_lambda.refuse_to_lose_alias_routing()

# Each with what it is when the template leaves it out, for an update that takes it away.
_CONFIGURATION: dict[str, Any] = {
    "DeadLetterConfig": {},
    "Description": "",
    "Environment": {"Variables": {}},
    "EphemeralStorage": {"Size": 512},
    "FileSystemConfigs": [],
    "Handler": None,
    "KmsKeyArn": "",
    "Layers": [],
    "LoggingConfig": {},
    "MemorySize": 128,
    "Role": None,
    "Runtime": None,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
}


@resource("AWS::Lambda::Function", level=Level.EXERCISED, name_property="FunctionName")
class Function(Resource):
    handles = frozenset({*_CONFIGURATION, "Architectures", "Code", "FunctionName", "PackageType", "ReservedConcurrentExecutions", "Tags"})
    ignores = {
        "CodeSigningConfigArn": "moto checks no signatures",
        "ImageConfig": "images are not run",
        "RecursiveLoop": "moto has no PutFunctionRecursionConfig",
        "RuntimeManagementConfig": "moto has no PutRuntimeManagementConfig; functions run in the local node",
        "SnapStart": "moto takes no snapshots",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        functions, name = ctx.client("lambda"), generated_name(ctx, props, "FunctionName", limit=64)
        made = call(
            functions,
            "create_function",
            FunctionName=name,
            Code=_code(props),
            Tags=tag_map(props.get("Tags")) or None,
            **pick(props, "Architectures", "PackageType", *_CONFIGURATION),
        )
        ctx.made(name)
        if "ReservedConcurrentExecutions" in props:
            call(functions, "put_function_concurrency", FunctionName=name, **pick(props, "ReservedConcurrentExecutions"))
        return Created(name, _function_attributes(made["FunctionArn"]))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "FunctionName", "PackageType")
        functions = ctx.client("lambda")
        if changed(old, new, ("Code", "Architectures")):
            call(functions, "update_function_code", FunctionName=physical_id, Architectures=new.get("Architectures", ["x86_64"]), **_code(new))
        settings = {name: new.get(name, _CONFIGURATION[name]) for name in changed(old, new, _CONFIGURATION)}
        if settings:
            call(functions, "update_function_configuration", FunctionName=physical_id, **settings)
        if changed(old, new, ("ReservedConcurrentExecutions",)):
            if "ReservedConcurrentExecutions" in new:
                call(functions, "put_function_concurrency", FunctionName=physical_id, **pick(new, "ReservedConcurrentExecutions"))
            else:
                functions.delete_function_concurrency(FunctionName=physical_id)
        function = functions.get_function_configuration(FunctionName=physical_id)["FunctionArn"]
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: functions.tag_resource(Resource=function, Tags=tags),
            lambda names: functions.untag_resource(Resource=function, TagKeys=names),
        )  # fmt: skip
        return _function_attributes(function)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("lambda").delete_function(FunctionName=physical_id)


def _function_attributes(function: str) -> Attributes:
    return {"Arn": function, "SnapStartResponse.ApplyOn": "None", "SnapStartResponse.OptimizationStatus": "Off"}


def _code(props: Props) -> Props:
    """Inline code becomes a zip of one file, named as CloudFormation names it."""
    code = props["Code"]
    if "ZipFile" in code:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            # Dated, so that the same code has the same hash.
            entry = zipfile.ZipInfo("index.py" if props.get("Runtime", "").startswith("python") else "index.js", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            file.writestr(entry, code["ZipFile"])
        return {"ZipFile": archive.getvalue()}
    return pick(code, "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri")


def _function_name(name_or_arn: str) -> tuple[str, str | None]:
    """A function's name and qualifier, from a name, a partial or a whole ARN."""
    parts = name_or_arn.split(":function:")[-1].split(":")
    return parts[0], parts[1] if len(parts) > 1 else None


@resource("AWS::Lambda::Permission", level=Level.STORED)
class Permission(Resource):
    _FIXED = ("Action", "EventSourceToken", "FunctionName", "FunctionUrlAuthType", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn")
    handles = frozenset(_FIXED)
    ignores = {"InvokedViaFunctionUrl": "moto has no such condition"}

    def create(self, ctx: Context, props: Props) -> Created:
        function, qualifier = _function_name(props["FunctionName"])
        sid = ctx.name[-100:]
        call(
            ctx.client("lambda"),
            "add_permission",
            StatementId=sid,
            **{**pick(props, *self._FIXED), "FunctionName": function, "Qualifier": qualifier},
        )
        return Created(sid, {"Id": sid})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED, "InvokedViaFunctionUrl")
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        function, _ = _function_name(props["FunctionName"])
        with absence_is_success():
            ctx.client("lambda").remove_permission(FunctionName=function, StatementId=physical_id)


@resource("AWS::Lambda::Version", level=Level.STORED)
class Version(Resource):
    handles = frozenset({"CodeSha256", "Description", "FunctionName"})
    ignores = {
        "ProvisionedConcurrencyConfig": "moto has no PutProvisionedConcurrencyConfig",
        "RuntimePolicy": "functions run in the local node",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        functions, (name, _) = ctx.client("lambda"), _function_name(props["FunctionName"])
        if "CodeSha256" in props:
            actual = functions.get_function_configuration(FunctionName=name)["CodeSha256"]
            if actual != props["CodeSha256"]:
                raise Refused(f"CodeSha256 is {props['CodeSha256']}, the function's code has {actual}")
        made = functions.publish_version(FunctionName=name, **pick(props, "Description"))
        return Created(_version_arn(made), {"Version": made["Version"], "FunctionArn": _version_arn(made)})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "CodeSha256", "Description", "FunctionName", *self.ignores)
        return {"Version": physical_id.rsplit(":", 1)[1], "FunctionArn": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        name, version = _function_name(physical_id)
        with absence_is_success():
            ctx.client("lambda").delete_function(FunctionName=name, Qualifier=version)


def _version_arn(made: Props) -> str:
    function = made["FunctionArn"]
    return function if function.endswith(f":{made['Version']}") else f"{function}:{made['Version']}"


@resource("AWS::Lambda::Alias", level=Level.STORED)
class Alias(Resource):
    handles = frozenset({"Description", "FunctionName", "FunctionVersion", "Name", "RoutingConfig"})
    ignores = {"ProvisionedConcurrencyConfig": "moto has no PutProvisionedConcurrencyConfig"}

    def create(self, ctx: Context, props: Props) -> Created:
        name, _ = _function_name(props["FunctionName"])
        made = call(
            ctx.client("lambda"), "create_alias", FunctionName=name, RoutingConfig=_routing(props), **pick(props, "Description", "FunctionVersion", "Name")
        )  # fmt: skip
        return Created(made["AliasArn"], {"AliasArn": made["AliasArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "FunctionName")
        name, alias = _function_name(physical_id)
        settings = {"Description": new.get("Description", ""), "RoutingConfig": _routing(new) or {"AdditionalVersionWeights": {}}}
        call(ctx.client("lambda"), "update_alias", FunctionName=name, Name=alias, **settings, **pick(new, "FunctionVersion"))
        return {"AliasArn": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        name, alias = _function_name(physical_id)
        with absence_is_success():
            ctx.client("lambda").delete_alias(FunctionName=name, Name=alias)


def _routing(props: Props) -> Props | None:
    if "RoutingConfig" not in props:
        return None
    weights = props["RoutingConfig"]["AdditionalVersionWeights"]
    return {"AdditionalVersionWeights": {each["FunctionVersion"]: each["FunctionWeight"] for each in weights}}


@resource("AWS::Lambda::LayerVersion", level=Level.STORED, name_property="LayerName")
class LayerVersion(Resource):
    _FIXED = ("CompatibleArchitectures", "CompatibleRuntimes", "Content", "Description", "LayerName", "LicenseInfo")
    handles = frozenset(_FIXED)

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("lambda"), "publish_layer_version", **{**pick(props, *self._FIXED), "LayerName": generated_name(ctx, props, "LayerName", limit=64)})
        return Created(made["LayerVersionArn"], {"LayerVersionArn": made["LayerVersionArn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        return {"LayerVersionArn": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        layer, version = physical_id.split(":layer:")[1].split(":")
        with absence_is_success():
            ctx.client("lambda").delete_layer_version(LayerName=layer, VersionNumber=int(version))
