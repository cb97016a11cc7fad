"""A template read against a stack's parameters: which resources are to exist, in which order, and what would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from strongroom_emulator.resource import client

from .intrinsics import Referable, Resolver
from .provider import acted_on, faults
from .stack import Change, Region, Stack
from .template import Parameters, Template, TemplateError, creation_order, dependencies, parse, read_parameters, references


@dataclass(frozen=True)
class Plan:
    """active: the resources that are to exist, with every Fn::If decided; order: each after what it needs; tags: the stack's."""

    body: str
    template: Template
    parameters: Parameters
    names: Mapping[str, Any]
    active: Mapping[str, Mapping[str, Any]]
    needs: Mapping[str, list[str]]
    order: list[str]
    tags: Mapping[str, str] = field(default_factory=dict)

    def resolver(self, region: Region, resources: Mapping[str, Referable], imports: set[str]) -> Resolver:
        def import_value(name: str) -> str:
            exporter = region.exporter(name)
            if exporter is None:
                raise TemplateError(f"No export named {name} found.")
            imports.add(name)
            return exporter.exports[name]

        return Resolver(self.template, self.names, resources, import_value, lambda name: list(_zones(name)))


@lru_cache(maxsize=None)
def _zones(region: str) -> tuple[str, ...]:
    zones = client("ec2", region).describe_availability_zones()["AvailabilityZones"]
    return tuple(sorted(zone["ZoneName"] for zone in zones if zone["RegionName"] == region))


def _read_ssm(region: str, name: str) -> str | None:
    ssm = client("ssm", region)
    try:
        return str(ssm.get_parameter(Name=name)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None


def make_plan(region: Region, stack: Stack, body: str, given: Mapping[str, str], tags: Mapping[str, str]) -> Plan:
    """Everything that can be known to be wrong before anything is touched is found here, as a TemplateError."""
    template = parse(body)
    parameters = read_parameters(template, given, lambda name: _read_ssm(region.region, name))
    names = {**parameters.resolved, **_pseudo_parameters(region, stack)}
    plan = Plan(body, template, parameters, names, {}, {}, [])
    resolver = plan.resolver(region, {}, set())
    resolver.check_rules()
    active = {name: resolver.choose(resource) for name, resource in template["Resources"].items() if resolver.applies(resource)}
    found = list(faults(active))
    if found:
        raise TemplateError("; ".join(found))
    needs = dependencies(active, template["Resources"], {*names, "AWS::NoValue"})
    for key, output in (template.get("Outputs") or {}).items():
        unknown = set(references(resolver.choose(output))) - set(names) - set(active) if resolver.applies(output) else set()
        if unknown:
            raise TemplateError(f"Template format error: Output {key} reads {', '.join(sorted(unknown))}, which does not exist")
    return Plan(body, template, parameters, names, active, needs, creation_order(needs), tags)


def _pseudo_parameters(region: Region, stack: Stack) -> dict[str, Any]:
    china, government = region.region.startswith("cn-"), region.region.startswith("us-gov-")
    return {
        "AWS::AccountId": region.account,
        "AWS::NotificationARNs": stack.notification_arns,
        "AWS::Partition": "aws-cn" if china else "aws-us-gov" if government else "aws",
        "AWS::Region": region.region,
        "AWS::StackId": stack.id,
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": "amazonaws.com.cn" if china else "amazonaws.com",
    }


class _Placeholders(dict[str, str]):
    """Attributes that aren't known yet; each is a text of its own, so that equal templates compare equal."""

    def __init__(self, logical_id: str) -> None:
        super().__init__()
        self._logical_id = logical_id

    def __contains__(self, attribute: object) -> bool:
        return True

    def __missing__(self, attribute: str) -> str:
        return f"{{{{{self._logical_id}.{attribute}}}}}"


@dataclass(frozen=True)
class _Unmade:
    type: str
    physical_id: str
    attributes: Mapping[str, Any]


def _foreseen(plan: Plan, region: Region) -> dict[str, Any]:
    """The properties of each resource as far as they can be known without making anything."""
    unmade = {name: _Unmade(resource["Type"], f"{{{{{name}}}}}", _Placeholders(name)) for name, resource in plan.active.items()}
    resolver = plan.resolver(region, unmade, set())
    properties = {}
    for name, resource in plan.active.items():
        try:
            properties[name] = acted_on(resource["Type"], resolver.resolve(resource.get("Properties") or {}))
        except TemplateError:  # a list that isn't known yet: compare as written
            properties[name] = resource.get("Properties") or {}
    return properties


def foresee_changes(stack: Stack, plan: Plan, region: Region) -> list[Change]:
    """What an update to this plan would do, as far as it can be known beforehand."""
    new = _foreseen(plan, region)
    if not stack.resources:
        return [Change("Add", name, plan.active[name]["Type"], None) for name in plan.order]
    current = Plan(stack.body, stack.template, stack.parameters, {**plan.names, **stack.parameters.resolved}, {}, {}, [])
    resolver = current.resolver(region, {}, set())
    old_active = {name: resolver.choose(item) for name, item in stack.template["Resources"].items() if name in stack.resources}
    old = _foreseen(Plan(current.body, current.template, current.parameters, current.names, old_active, {}, []), region)
    changes = []
    for name in plan.order:
        type_name = plan.active[name]["Type"]
        if name not in stack.resources:
            changes.append(Change("Add", name, type_name, None))
            continue
        before = old.get(name, {})
        differing = tuple(sorted(key for key in {*before, *new[name]} if before.get(key) != new[name].get(key)))
        if differing:
            changes.append(Change("Modify", name, type_name, stack.resources[name].physical_id, differing))
    changes += [Change("Remove", name, item.type, item.physical_id) for name, item in stack.resources.items() if name not in plan.active]
    return changes
