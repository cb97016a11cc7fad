"""Reading templates: JSON or YAML in, parameters checked, the order of the resources found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import yaml

Template = dict[str, Any]

SUB_REFERENCE = re.compile(r"\$\{(!?)([^{}]*)\}")
_SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(.+)>")
_SECTIONS = set("AWSTemplateFormatVersion Description Metadata Parameters Rules Mappings Conditions Transform Resources Outputs".split())


class TemplateError(Exception):
    """A template or its parameters are wrong; nothing has been touched."""


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: short forms of the intrinsic functions, and dates stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_scalar(node)  # type: ignore[arg-type]
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def parse(body: str) -> Template:
    """The template's structure, or a TemplateError."""
    try:
        template = json.loads(body) if body.lstrip().startswith("{") else yaml.load(body, Loader=_Loader)  # noqa: S506
    except (ValueError, yaml.YAMLError) as error:
        raise TemplateError(f"Template format error: not well-formed: {error}") from error
    if not isinstance(template, dict):
        raise TemplateError("Template format error: a template is an object")
    if template.get("Transform"):
        raise TemplateError(f"Transform {template['Transform']!r} is not emulated: macros and SAM can't be deployed locally")
    unknown = set(template) - _SECTIONS
    if unknown:
        raise TemplateError(f"Template format error: invalid template property {', '.join(sorted(unknown))}")
    resources = template.get("Resources")
    if not isinstance(resources, dict) or not resources:
        raise TemplateError("Template format error: at least one Resources member must be defined")
    for logical_id, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise TemplateError(f"Template format error: [/Resources/{logical_id}] every resource must have a Type")
        if str(logical_id).startswith("Fn::"):
            raise TemplateError(f"{logical_id} is not emulated: macros and SAM can't be deployed locally")
    return template


@dataclass(frozen=True)
class Parameters:
    """What the caller gave, what `Ref` gives, and what may not be shown."""

    given: Mapping[str, str]
    resolved: Mapping[str, Any]
    hidden: frozenset[str]


def read_parameters(template: Template, given: Mapping[str, str], read_ssm: Callable[[str], str | None]) -> Parameters:
    """Defaults, types, allowed values and values out of the parameter store; every fault in one error."""
    declared: dict[str, dict[str, Any]] = template.get("Parameters") or {}
    faults = [f"Parameters: [{name}] do not exist in the template" for name in sorted(set(given) - set(declared))]
    values, resolved = {}, {}
    for name, parameter in declared.items():
        text = given.get(name, parameter.get("Default"))
        if text is None:
            faults.append(f"Parameters: [{name}] must have values")
            continue
        text = ",".join(text) if isinstance(text, list) else str(text).lower() if isinstance(text, bool) else str(text)
        values[name] = text
        try:
            resolved[name] = _typed(name, parameter, text, read_ssm)
        except TemplateError as error:
            faults.append(str(error))
    if faults:
        raise TemplateError("; ".join(faults))
    hidden = frozenset(name for name, parameter in declared.items() if str(parameter.get("NoEcho", "")).lower() == "true")
    return Parameters(values, resolved, hidden)


def _typed(name: str, parameter: Mapping[str, Any], text: str, read_ssm: Callable[[str], str | None]) -> Any:
    kind = str(parameter.get("Type", "String"))
    allowed = parameter.get("AllowedValues")
    if allowed is not None and text not in [str(value) for value in allowed]:
        raise TemplateError(f"Parameter {name}: {text!r} is not one of the allowed values {allowed}")
    pattern = parameter.get("AllowedPattern")
    if pattern is not None and not re.fullmatch(pattern, text):
        raise TemplateError(f"Parameter {name}: {text!r} does not match the pattern {pattern}")
    if not int(parameter.get("MinLength", 0)) <= len(text) <= int(parameter.get("MaxLength", 1 << 20)):
        raise TemplateError(f"Parameter {name}: its length, {len(text)}, is not allowed")
    from_ssm = _SSM_VALUE.fullmatch(kind)
    if from_ssm:
        stored = read_ssm(text)
        if stored is None:
            raise TemplateError(f"Unable to fetch parameters [{text}] from parameter store for this account.")
        text, kind = stored, from_ssm.group(1)
    if kind == "Number":
        try:
            float(text)
        except ValueError:
            raise TemplateError(f"Parameter {name}: {text!r} is not a number") from None
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [item.strip() for item in text.split(",")]
    return text


def references(value: Any) -> Iterator[str]:
    """Every logical id, parameter or pseudo parameter that a value reads."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref" and isinstance(item, str):
                yield item
            elif key == "Fn::GetAtt":
                yield str(item[0]) if isinstance(item, list) else str(item).split(".", 1)[0]
                yield from references(item)
            elif key == "Fn::Sub":
                text, own = (item[0], item[1]) if isinstance(item, list) else (item, {})
                yield from (name.split(".", 1)[0] for literal, name in SUB_REFERENCE.findall(text) if not literal and name not in own)
                yield from references(own)
            else:
                yield from references(item)


def depends_on(resource: Mapping[str, Any]) -> list[str]:
    explicit = resource.get("DependsOn", [])
    return [explicit] if isinstance(explicit, str) else list(explicit)


def dependencies(
    active: Mapping[str, Mapping[str, Any]], declared: Collection[str], names: Collection[str]
) -> dict[str, list[str]]:
    """What each active resource needs first. `declared`: all resources of the template; `names`: parameters and pseudo
    parameters. A DependsOn on a resource whose condition is false counts for nothing; reading one is an error."""
    needs: dict[str, list[str]] = {}
    missing: set[str] = set()
    for logical_id, resource in active.items():
        read = set(references(resource.get("Properties", {}))) - set(names)
        explicit = set(depends_on(resource))
        missing |= (read - set(active)) | (explicit - set(declared))
        needs[logical_id] = sorted((read | explicit) & set(active))
    if missing:
        unresolved = ", ".join(sorted(missing))
        raise TemplateError(f"Template format error: Unresolved resource dependencies [{unresolved}] in the Resources block of the template")
    return needs


def creation_order(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Each after what it needs; deletion is the reverse."""
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise TemplateError(f"Circular dependency between resources: [{', '.join(error.args[1])}]") from error
