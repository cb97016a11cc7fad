"""What the types share: calls that take CloudFormation's looseness, tags, policies, and "already gone"."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError
from botocore.model import Shape

from strongroom_emulator.resource import Attributes, Context, Created, Props, Refused, Resource, changed, replace_if_changed, to_bool, to_int

_ABSENT = ("notfound", "nosuch", "nonexist", "doesnotexist", "doesnt", "notexist", "unknownresource")
_ABSENT_TEXT = ("not found", "does not exist", "doesn't exist", "not exist", "cannot be found", "could not be found")


def call(client: Any, operation: str, **parameters: Any) -> dict[str, Any]:
    """Call an operation with CloudFormation-shaped parameters: names match whatever their case, "5" becomes 5,
    "true" becomes True, an object given for a string becomes JSON. A member the API doesn't know is refused by name."""
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    given = {name: value for name, value in parameters.items() if value is not None}
    return getattr(client, operation)(**conform(given, model.input_shape, operation))


def conform(value: Any, shape: Shape, path: str) -> Any:
    """Give `value` the types and member names of an API's shape."""
    kind = shape.type_name
    if kind == "structure":
        return _conform_structure(value, shape, path)
    if kind == "list":
        if not isinstance(value, list):
            raise Refused(f"{path}: expected a list, got {value!r}")
        return [conform(item, shape.member, f"{path}[{index}]") for index, item in enumerate(value)]
    if kind == "map":
        return {key: conform(item, shape.value, f"{path}.{key}") for key, item in value.items()}
    if kind == "boolean":
        return to_bool(value)
    if kind in ("integer", "long"):
        return to_int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "string":
        return to_text(value)
    return value


def _conform_structure(value: Any, shape: Any, path: str) -> Any:
    if not isinstance(value, Mapping) or getattr(shape, "is_document_type", False):
        if getattr(shape, "is_document_type", False):
            return value
        raise Refused(f"{path}: expected an object, got {value!r}")
    members = {name.lower(): name for name in shape.members}
    conformed = {}
    for key, item in value.items():
        name = key if key in shape.members else members.get(key.lower())
        if name is None:
            raise Refused(f"{path}.{key} is not known to the API (it has {', '.join(shape.members)})")
        conformed[name] = conform(item, shape.members[name], f"{path}.{key}")
    return conformed


def to_text(value: Any) -> str:
    """A string as APIs want it: JSON for an object, true and false for a boolean."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value)
    return str(value)


def pick(props: Props, *names: str, **renamed: str) -> dict[str, Any]:
    """These properties as parameters, when given; `renamed` is parameter="Property"."""
    chosen = {name: props[name] for name in names if name in props}
    chosen.update({parameter: props[name] for parameter, name in renamed.items() if name in props})
    return chosen


def without(props: Props, *names: str) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name not in names}


def rename(value: Props, **names: str) -> dict[str, Any]:
    """The same object with some keys renamed: rename(x, Id="ID")."""
    return {names.get(key, key): item for key, item in value.items()}


def generated_name(ctx: Context, props: Props, name_property: str, *, limit: int, lower: bool = False) -> str:
    """The template's name as it is, else the generated one within the service's limit, its random end kept."""
    if props.get(name_property):
        return props[name_property]
    head, _, tail = ctx.name.rpartition("-")
    name = ctx.name if len(ctx.name) <= limit else f"{head[: limit - len(tail) - 1]}-{tail}"[-limit:]
    return name.lower() if lower else name


def tag_list(tags: Any, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as a list of pairs, from CloudFormation's list or map."""
    return [{key: name, value: text} for name, text in tag_map(tags).items()]


def tag_map(tags: Any) -> dict[str, str]:
    if isinstance(tags, Mapping):
        return {name: to_text(text) for name, text in tags.items()}
    return {tag["Key"]: to_text(tag["Value"]) for tag in tags or []}


def change_tags(old: Any, new: Any, tag: Callable[[dict[str, str]], Any], untag: Callable[[list[str]], Any]) -> None:
    """Bring a resource's tags from the old properties to the new."""
    before, after = tag_map(old), tag_map(new)
    removed = [name for name in before if name not in after]
    added = {name: text for name, text in after.items() if before.get(name) != text}
    if removed:
        untag(removed)
    if added:
        tag(added)


def is_absent(error: ClientError) -> bool:
    """Whether a service says that the thing isn't there; each service has its own word for it."""
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    return code == "404" or any(word in code.lower() for word in _ABSENT) or any(text in message.lower() for text in _ABSENT_TEXT)


@contextmanager
def absence_is_success() -> Iterator[None]:
    """Deleting what is already gone is done."""
    try:
        yield
    except ClientError as error:
        if not is_absent(error):
            raise


def arn(ctx: Context, service: str, resource: str) -> str:
    """The ARN of something in the stack's region and account."""
    return f"arn:{partition(ctx.region)}:{service}:{ctx.region}:{ctx.account}:{resource}"


def partition(region: str) -> str:
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def dns_suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def refuse_if_changed(old: Props, new: Props, reason: str, *names: str) -> None:
    """Refuse a change that CloudFormation does not call a replacement and that no API can make."""
    differing = changed(old, new, names)
    if differing:
        raise Refused(f"{', '.join(sorted(differing))} can't change: {reason}")


class InertResource(Resource):
    """A type no API stands behind: its identity is kept in the physical id, its properties nowhere.

    replaced_by   properties documented as "Update requires: Replacement"
    """

    replaced_by: tuple[str, ...] = ()

    def identify(self, ctx: Context, props: Props) -> str:
        """A physical id; random by default."""
        return str(uuid.uuid4())

    def attributes(self, ctx: Context, physical_id: str, props: Props) -> Attributes:
        return {}

    def create(self, ctx: Context, props: Props) -> Created:
        physical_id = self.identify(ctx, props)
        return Created(physical_id, self.attributes(ctx, physical_id, props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.replaced_by)
        return self.attributes(ctx, physical_id, new)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        """Nothing was made, so nothing is left."""
