"""moto's Network Firewall makes firewalls, and neither changes nor deletes them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from strongroom_emulator.types._records import Record, shelf

GROUPS, POLICIES, CONFIGURATIONS, ASSOCIATIONS = "RuleGroup", "FirewallPolicy", "TLSInspectionConfiguration", "VpcEndpointAssociation"


@lru_cache(maxsize=None)
def let_firewalls_change() -> None:
    from moto.networkfirewall.responses import NetworkFirewallResponse

    create = NetworkFirewallResponse.create_firewall

    def firewall_of(response: Any) -> Any:
        backend = response.networkfirewall_backend
        return backend.describe_firewall(response._get_param("FirewallName"), response._get_param("FirewallArn"))

    def setting(attribute: str, parameter: str) -> Callable[[Any], str]:
        def change(self: Any) -> str:
            setattr(firewall_of(self), attribute, self._get_param(parameter))
            return json.dumps({"FirewallArn": firewall_of(self).arn})

        return change

    def create_firewall(self: Any) -> str:
        find(self, POLICIES, self._get_param("FirewallPolicyArn"))
        return create(self)

    def associate_firewall_policy(self: Any) -> str:
        find(self, POLICIES, self._get_param("FirewallPolicyArn"))
        return setting("firewall_policy_arn", "FirewallPolicyArn")(self)

    def describe_firewall(self: Any) -> str:
        firewall = firewall_of(self)
        associations = [each for each in shelf(self.networkfirewall_backend, ASSOCIATIONS).values() if each["FirewallArn"] == firewall.arn]
        told = {
            **firewall.to_dict(), **tags(self, firewall.arn), "FirewallId": str(uuid.uuid5(uuid.NAMESPACE_URL, firewall.arn)),
            "NumberOfAssociations": len(associations),
        }  # fmt: skip
        status = {**firewall.firewall_status, "SyncStates": sync_states(self, firewall.arn)}
        return json.dumps({"UpdateToken": firewall.update_token, "Firewall": told, "FirewallStatus": status})

    def sync_states(response: Any, arn: str) -> dict[str, Any]:
        """Where the endpoints of a firewall are, by availability zone."""
        from moto.ec2 import ec2_backends

        ec2 = ec2_backends[response.current_account][response.region]
        found = ec2.describe_vpc_endpoints(vpc_end_point_ids=None, filters={"tag:Firewall": [arn]})
        attachments = [{"SubnetId": each.subnet_ids[0], "EndpointId": each.id, "Status": "READY"} for each in found if each.state != "deleted"]
        return {ec2.get_subnet(each["SubnetId"]).availability_zone: {"Attachment": each} for each in attachments}

    def associate_subnets(self: Any) -> str:
        firewall_of(self).subnet_mappings.extend(self._get_param("SubnetMappings"))
        return json.dumps({"SubnetMappings": firewall_of(self).subnet_mappings})

    def disassociate_subnets(self: Any) -> str:
        firewall, gone = firewall_of(self), self._get_param("SubnetIds")
        firewall.subnet_mappings = [each for each in firewall.subnet_mappings if each["SubnetId"] not in gone]
        return json.dumps({"SubnetMappings": firewall.subnet_mappings})

    def delete_firewall(self: Any) -> str:
        firewall = firewall_of(self)
        if firewall.delete_protection:
            refuse("InvalidOperationException", f"Firewall {firewall.firewall_name} has DeleteProtection enabled")
        if firewall.logging_configs.get("LogDestinationConfigs"):
            refuse("InvalidOperationException", f"Firewall {firewall.firewall_name} has a logging configuration")
        if any(each["FirewallArn"] == firewall.arn for each in shelf(self.networkfirewall_backend, ASSOCIATIONS).values()):
            refuse("InvalidOperationException", f"Firewall {firewall.firewall_name} has VPC endpoint associations")
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
        "update_firewall_delete_protection": setting("delete_protection", "DeleteProtection"),
        "update_firewall_description": setting("description", "Description"),
        "update_firewall_policy_change_protection": setting("firewall_policy_change_protection", "FirewallPolicyChangeProtection"),
        "update_subnet_change_protection": setting("subnet_change_protection", "SubnetChangeProtection"),
        "update_firewall_analysis_settings": setting("enabled_analysis_types", "EnabledAnalysisTypes"),
    }
    for method in (
        create_firewall, associate_firewall_policy, describe_firewall, associate_subnets, disassociate_subnets, delete_firewall, tag_resource, untag_resource,
        list_tags_for_resource,
    ):  # fmt: skip
        methods[method.__name__] = method
    for name, function in methods.items():
        setattr(NetworkFirewallResponse, name, function)


def find(response: Any, kind: str, arn: str) -> Record:
    record = shelf(response.networkfirewall_backend, kind).get(arn)
    return record if record is not None else refuse("ResourceNotFoundException", f"Resource not found: {arn}")


def refuse(code: str, message: str) -> Any:
    from moto.core.exceptions import JsonRESTError

    raise JsonRESTError(code, message)


def tags(response: Any, arn: str) -> Record:
    return response.networkfirewall_backend.tagger.list_tags_for_resource(arn)


def arn_of(backend: Any, path: str) -> str:
    return f"arn:{backend.partition}:network-firewall:{backend.region_name}:{backend.account_id}:{path}"
