"""moto's Network Firewall makes firewalls and neither changes nor deletes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=None)
def let_firewalls_change() -> None:
    from moto.networkfirewall.responses import NetworkFirewallResponse

    def firewall_of(response: Any) -> Any:
        backend = response.networkfirewall_backend
        return backend.describe_firewall(response._get_param("FirewallName"), response._get_param("FirewallArn"))

    def setting(attribute: str, parameter: str) -> Callable[[Any], str]:
        def change(self: Any) -> str:
            setattr(firewall_of(self), attribute, self._get_param(parameter))
            return json.dumps({"FirewallArn": firewall_of(self).arn})

        return change

    def associate_subnets(self: Any) -> str:
        firewall_of(self).subnet_mappings.extend(self._get_param("SubnetMappings"))
        return json.dumps({"SubnetMappings": firewall_of(self).subnet_mappings})

    def disassociate_subnets(self: Any) -> str:
        firewall, gone = firewall_of(self), self._get_param("SubnetIds")
        firewall.subnet_mappings = [each for each in firewall.subnet_mappings if each["SubnetId"] not in gone]
        return json.dumps({"SubnetMappings": firewall.subnet_mappings})

    def delete_firewall(self: Any) -> str:
        from moto.core.exceptions import JsonRESTError

        firewall = firewall_of(self)
        if firewall.delete_protection:
            raise JsonRESTError("InvalidOperationException", f"Firewall {firewall.firewall_name} has DeleteProtection enabled")
        self.networkfirewall_backend.firewalls.pop(firewall.arn)
        return json.dumps({"Firewall": {"FirewallArn": firewall.arn}})

    def tag_resource(self: Any) -> str:
        self.networkfirewall_backend.tagger.tag_resource(self._get_param("ResourceArn"), self._get_param("Tags"))
        return "{}"

    def untag_resource(self: Any) -> str:
        self.networkfirewall_backend.tagger.untag_resource_using_names(self._get_param("ResourceArn"), self._get_param("TagKeys"))
        return "{}"

    def list_tags_for_resource(self: Any) -> str:
        return json.dumps(self.networkfirewall_backend.tagger.list_tags_for_resource(self._get_param("ResourceArn")))

    methods: dict[str, Callable[[Any], str]] = {
        "associate_firewall_policy": setting("firewall_policy_arn", "FirewallPolicyArn"),
        "update_firewall_delete_protection": setting("delete_protection", "DeleteProtection"),
        "update_firewall_description": setting("description", "Description"),
        "update_firewall_policy_change_protection": setting("firewall_policy_change_protection", "FirewallPolicyChangeProtection"),
        "update_subnet_change_protection": setting("subnet_change_protection", "SubnetChangeProtection"),
        "update_firewall_analysis_settings": setting("enabled_analysis_types", "EnabledAnalysisTypes"),
    }
    for method in (associate_subnets, disassociate_subnets, delete_firewall, tag_resource, untag_resource, list_tags_for_resource):
        methods[method.__name__] = method
    for name, function in methods.items():
        setattr(NetworkFirewallResponse, name, function)
