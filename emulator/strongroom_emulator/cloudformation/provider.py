"""One resource at a time: its type is found, its properties are checked, its operations are called and their errors worded."""

from __future__ import annotations

import json
import random
import re
import string
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from strongroom_emulator.resource import Context, Created, Props, Refused, Replace, Replaced, Resource, client, registered

from .custom_resource import CustomResource
from .template import TemplateError

_DYNAMIC = re.compile(r"\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}")
_GONE = re.compile(r"NotFound|NoSuch|NonExist|DoesNotExist|ResourceNotFound")


class Failed(Exception):
    """An operation on a resource didn't work; the message is the status reason."""


def find_type(name: str) -> Resource | None:
    """The class that stands behind a CloudFormation type."""
    if name.startswith("Custom::") or name == "AWS::CloudFormation::CustomResource":
        return CustomResource(name)
    return registered().get(name)


def faults(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What of these resources this emulator can't do: it refuses them rather than pretend."""
    for logical_id, definition in resources.items():
        name = definition["Type"]
        found = find_type(name)
        if found is None:
            yield f"{logical_id}: resource type {name} is not emulated: add it to {_file_of(name)}"
            continue
        given = {key for key, value in (definition.get("Properties") or {}).items() if value != {"Ref": "AWS::NoValue"}}
        for missing in found.unhandled(given):
            yield f"{logical_id}: property {missing} of {name} is not handled: add it to {_file_of(name, found)}"


def _file_of(name: str, found: Resource | None = None) -> str:
    module = type(found).__module__ if found else f"strongroom_emulator.types.{name.split('::')[1].lower() if '::' in name else 'other'}"
    return f"emulator/{module.replace('.', '/')}.py"


def acted_on(name: str, properties: Props) -> Props:
    """The properties without those that the type knowingly ignores."""
    found = find_type(name)
    return {key: value for key, value in properties.items() if found is None or key not in found.ignores}


class Provider:
    """The operations of the resources of one stack."""

    def __init__(self, account: str, region: str, stack_name: str, stack_id: str) -> None:
        self.account = account
        self.region = region
        self.stack_name = stack_name
        self.stack_id = stack_id

    def create(self, logical_id: str, type_name: str, properties: Props) -> Created:
        """Make it; what a failed attempt had made already is taken away again."""
        made: list[str] = []
        found = self._type(type_name)
        wanted = self._read_dynamic(properties)
        ctx = self._context(found, logical_id, wanted, None, made.append)
        try:
            return self._call(lambda: found.create(ctx, wanted))
        except Failed as failure:
            left = [str(error) for physical_id in dict.fromkeys(made) if (error := self._undo(found, ctx, physical_id, wanted))]
            if left:
                raise Failed(f"{failure}; what it had made could not be deleted: {'; '.join(left)}") from failure
            raise

    def _undo(self, found: Resource, ctx: Context, physical_id: str, properties: Props) -> Failed | None:
        try:
            self._call(lambda: found.delete(ctx, physical_id, properties), gone_is_fine=True)
            return None
        except Failed as error:
            return error

    def update(self, logical_id: str, type_name: str, physical_id: str, old: Props, new: Props) -> Mapping[str, Any]:
        """Change it in place; `Replace` and `Replaced` pass through."""
        found = self._type(type_name)
        wanted = self._read_dynamic(new)
        ctx = self._context(found, logical_id, wanted, physical_id)
        before = self._read_dynamic(old, lenient=True)
        return self._call(lambda: found.update(ctx, physical_id, before, wanted))

    def delete(self, logical_id: str, type_name: str, physical_id: str, properties: Props) -> None:
        """Delete it; one that is already gone is deleted."""
        found = self._type(type_name)
        had = self._read_dynamic(properties, lenient=True)
        ctx = self._context(found, logical_id, had, physical_id)
        self._call(lambda: found.delete(ctx, physical_id, had), gone_is_fine=True)

    def may_replace(self, type_name: str, old: Props, new: Props) -> None:
        """A resource with a name of its own can't exist twice, so it can't be replaced under that name."""
        name = self._type(type_name).name_property
        if name and name in new and new[name] == old.get(name):
            raise Failed(
                f"CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {new[name]} and update the stack again."
            )

    def _type(self, name: str) -> Resource:
        found = find_type(name)
        if found is None:
            raise Failed(f"resource type {name} is not emulated")
        return found

    def _context(
        self, found: Resource, logical_id: str, properties: Props, physical_id: str | None, made: Callable[[str], None] = lambda _: None
    ) -> Context:
        name = properties.get(found.name_property) if found.name_property else None
        suffix = "".join(random.choices(string.ascii_uppercase + string.digits, k=12))
        return Context(
            region=self.region,
            account=self.account,
            stack=self.stack_name,
            stack_id=self.stack_id,
            logical_id=logical_id,
            name=str(name or physical_id or f"{self.stack_name}-{logical_id}-{suffix}"),
            made=made,
        )

    def _call(self, operation: Callable[[], Any], *, gone_is_fine: bool = False) -> Any:
        try:
            return operation()
        except (Replace, Replaced, Failed):
            raise
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if gone_is_fine and _GONE.search(code):
                return None
            raise Failed(f"{error.response['Error']['Message']} (Service: {error.operation_name}; Error Code: {code})") from error
        except (Refused, TemplateError, BotoCoreError) as error:
            raise Failed(str(error)) from error
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            raise Failed(f"the emulator failed: {type(error).__name__}: {error}") from error

    def _read_dynamic(self, value: Any, *, lenient: bool = False) -> Any:
        """Put what {{resolve:...}} names in its place. Lenient where the thing named may be gone: it stays as written."""
        if isinstance(value, dict):
            return {key: self._read_dynamic(item, lenient=lenient) for key, item in value.items()}
        if isinstance(value, list):
            return [self._read_dynamic(item, lenient=lenient) for item in value]
        if not isinstance(value, str) or "{{resolve:" not in value:
            return value
        try:
            return _DYNAMIC.sub(lambda match: self._dynamic(match.group(1), match.group(2)), value)
        except (ClientError, Failed) as error:
            if lenient:
                return value
            raise Failed(f"Could not resolve {value}: {error}") from error

    def _dynamic(self, service: str, reference: str) -> str:
        if service != "secretsmanager":
            parameter = client("ssm", self.region).get_parameter(Name=reference, WithDecryption=service == "ssm-secure")
            return str(parameter["Parameter"]["Value"])
        secret_id, _, rest = reference.partition(":SecretString")
        key, stage, version = (rest.removeprefix(":").split(":") + ["", "", ""])[:3]
        chosen = {"VersionStage": stage} if stage else {"VersionId": version} if version else {}
        secret = client("secretsmanager", self.region).get_secret_value(SecretId=secret_id, **chosen)["SecretString"]
        if not key:
            return str(secret)
        values = json.loads(secret)
        if key not in values:
            raise Failed(f"the secret has no key {key}")
        return str(values[key])
