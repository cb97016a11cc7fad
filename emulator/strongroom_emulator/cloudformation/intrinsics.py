"""Intrinsic functions, conditions and rules, resolved against what a stack has so far."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .template import SUB_REFERENCE, Template, TemplateError

NO_VALUE = object()


class Referable(Protocol):
    """What a resource gives to the others."""

    type: str
    physical_id: str
    attributes: Mapping[str, Any]


@dataclass
class Resolver:
    """Resolves values of one template.

    parameters          what Ref gives for parameters and pseudo parameters
    resources           filled by the deployment as resources come to exist
    import_value        the value of an export, or a TemplateError
    availability_zones  of a region
    """

    template: Template
    parameters: Mapping[str, Any]
    resources: Mapping[str, Referable]
    import_value: Callable[[str], str]
    availability_zones: Callable[[str], list[str]]
    _conditions: dict[str, bool] = field(default_factory=dict)

    def choose(self, value: Any) -> Any:
        """The value with the branch that applies in place of each Fn::If."""
        if isinstance(value, list):
            return [self.choose(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Fn::If"}:
            name, when_true, when_false = self._list(value["Fn::If"], "Fn::If", 3)
            return self.choose(when_true if self.condition(name) else when_false)
        return {key: self.choose(item) for key, item in value.items()}

    def applies(self, item: Mapping[str, Any]) -> bool:
        """Whether a resource or an output is to exist."""
        return "Condition" not in item or self.condition(item["Condition"])

    def condition(self, name: str) -> bool:
        if name not in self._conditions:
            declared = self.template.get("Conditions") or {}
            if name not in declared:
                raise TemplateError(f"Template error: unresolved condition dependency {name}")
            self._conditions[name] = self.holds(declared[name])
        return self._conditions[name]

    def holds(self, expression: Any) -> bool:
        """A condition or a rule's assertion."""
        if not isinstance(expression, dict) or len(expression) != 1:
            raise TemplateError(f"Template error: {expression!r} is not a condition")
        function, argument = next(iter(expression.items()))
        if function == "Condition":
            return self.condition(argument)
        if function == "Fn::And":
            return all([self.holds(item) for item in argument])
        if function == "Fn::Or":
            return any([self.holds(item) for item in argument])
        if function == "Fn::Not":
            return not self.holds(self._list(argument, function, 1)[0])
        if function == "Fn::Equals":
            left, right = (self.resolve(self.choose(item)) for item in self._list(argument, function, 2))
            return _text(left) == _text(right) if not isinstance(left, list) else left == right
        if function == "Fn::Contains":
            items, wanted = (self.resolve(item) for item in self._list(argument, function, 2))
            return _text(wanted) in [_text(item) for item in items]
        raise TemplateError(f"{function} is not emulated as a condition")

    def check_rules(self) -> None:
        """The template's Rules, as CloudFormation checks them before anything is made."""
        for name, rule in (self.template.get("Rules") or {}).items():
            if "RuleCondition" in rule and not self.holds(rule["RuleCondition"]):
                continue
            for assertion in rule["Assertions"]:
                if not self.holds(assertion["Assert"]):
                    raise TemplateError(f"Rule {name} failed: {assertion.get('AssertDescription', 'an assertion does not hold')}")

    def resolve(self, value: Any) -> Any:
        """The value without intrinsic functions and without AWS::NoValue."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref":
                return self._ref(argument)
            if name.startswith("Fn::"):
                function = _FUNCTIONS.get(name)
                if function is None:
                    raise TemplateError(f"{name} is not emulated" + (": macros can't be deployed locally" if name == "Fn::Transform" else ""))
                return function(self, argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def _list(self, argument: Any, function: str, length: int) -> list[Any]:
        if not isinstance(argument, list) or len(argument) != length:
            raise TemplateError(f"Template error: {function} takes a list of {length}, got {argument!r}")
        return argument

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.parameters:
            return self.parameters[name]
        if name in self.resources:
            return self.resources[name].physical_id
        raise TemplateError(f"Template error: unresolved reference {name}")

    def _get_att(self, argument: Any) -> Any:
        name, attribute = argument.split(".", 1) if isinstance(argument, str) else (argument[0], ".".join(map(str, self.resolve(argument[1:]))))
        if name not in self.resources:
            raise TemplateError(f"Template error: instance of Fn::GetAtt references undefined resource {name}")
        resource = self.resources[name]
        if attribute not in resource.attributes:
            raise TemplateError(f"Template error: resource {name} ({resource.type}) does not support attribute type {attribute} in Fn::GetAtt")
        value = resource.attributes[attribute]
        return value() if callable(value) else value

    def _sub(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else self._list(argument, "Fn::Sub", 2)

        def replace(match: Any) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            if name in own:
                return _text(self.resolve(own[name]))
            return _text(self._ref(name) if name in self.parameters or "." not in name else self._get_att(name))

        return SUB_REFERENCE.sub(replace, text)

    def _join(self, argument: Any) -> str:
        separator, items = self._list(argument, "Fn::Join", 2)
        return str(separator).join(_text(item) for item in self.resolve(items))

    def _select(self, argument: Any) -> Any:
        index, items = (self.resolve(item) for item in self._list(argument, "Fn::Select", 2))
        if not 0 <= int(index) < len(items):
            raise TemplateError(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
        return items[int(index)]

    def _split(self, argument: Any) -> list[str]:
        separator, text = self._list(argument, "Fn::Split", 2)
        return _text(self.resolve(text)).split(separator)

    def _find_in_map(self, argument: Any) -> Any:
        name, first, second, *options = [self.resolve(item) for item in argument]
        try:
            return self.template["Mappings"][name][_text(first)][_text(second)]
        except KeyError:
            if options and "DefaultValue" in options[0]:
                return options[0]["DefaultValue"]
            raise TemplateError(f"Template error: Unable to get mapping for {name}::{first}::{second}") from None

    def _cidr(self, argument: Any) -> list[str]:
        block, count, *bits = [self.resolve(item) for item in argument]
        network = ipaddress.ip_network(block)
        subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits[0] if bits else 8))
        found = [str(subnet) for _, subnet in zip(range(int(count)), subnets)]
        if len(found) < int(count):
            raise TemplateError(f"Template error: Fn::Cidr: {block} has no room for {count} blocks")
        return found

    def _if(self, argument: Any) -> Any:
        return self.resolve(self.choose({"Fn::If": argument}))

    def _get_azs(self, argument: Any) -> list[str]:
        return self.availability_zones(self.resolve(argument) or self.parameters["AWS::Region"])

    def _base64(self, argument: Any) -> str:
        return base64.b64encode(_text(self.resolve(argument)).encode()).decode()

    def _import_value(self, argument: Any) -> str:
        return self.import_value(_text(self.resolve(argument)))


_FUNCTIONS: dict[str, Callable[[Resolver, Any], Any]] = {
    "Fn::Base64": Resolver._base64,
    "Fn::Cidr": Resolver._cidr,
    "Fn::FindInMap": Resolver._find_in_map,
    "Fn::GetAtt": Resolver._get_att,
    "Fn::GetAZs": Resolver._get_azs,
    "Fn::If": Resolver._if,
    "Fn::ImportValue": Resolver._import_value,
    "Fn::Join": Resolver._join,
    "Fn::Select": Resolver._select,
    "Fn::Split": Resolver._split,
    "Fn::Sub": Resolver._sub,
}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
