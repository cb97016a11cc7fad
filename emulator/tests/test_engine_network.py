"""A network as a template says it: deployed, read back, changed in place, taken down in order."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Emulator, Stack

FORWARD = {"StatelessDefaultActions": ["aws:forward_to_sfe"], "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"]}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def resource(kind: str, *after: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties, **({"DependsOn": list(after)} if after else {})}


def subnet(number: int) -> dict[str, Any]:
    six = {"Fn::Select": [number, {"Fn::Cidr": [{"Fn::Select": [0, att("Vpc", "Ipv6CidrBlocks")]}, 256, "64"]}]}
    zone = {"Fn::Select": [0, {"Fn::GetAZs": ""}]}
    return resource("EC2::Subnet", "Six", VpcId=ref("Vpc"), CidrBlock=f"10.0.{number}.0/24", Ipv6CidrBlock=six, AvailabilityZone=zone)


def table(name: str) -> dict[str, Any]:
    return {
        f"{name}Table": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        f"{name}Uses": resource("EC2::SubnetRouteTableAssociation", RouteTableId=ref(f"{name}Table"), SubnetId=ref(name)),
    }  # fmt: skip


ENDPOINT = {"Fn::Select": [1, {"Fn::Split": [":", {"Fn::Select": [0, att("Wall", "EndpointIds")]}]}]}


def template(name: str, *, wall: str = "Firewall", domain: str = "a.example") -> dict[str, Any]:
    """One zone: an application's subnet, a firewall, a NAT gateway; both directions pass the firewall."""
    rules = {"RulesSource": {"RulesSourceList": {"GeneratedRulesType": "ALLOWLIST", "Targets": [domain], "TargetTypes": ["TLS_SNI"]}}}
    groups = {"StatefulRuleGroupReferences": [{"ResourceArn": ref("Rules")}]}
    resources = {
        "Vpc": resource("EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Six": resource("EC2::VPCCidrBlock", VpcId=ref("Vpc"), AmazonProvidedIpv6CidrBlock=True),
        "Application": subnet(1), "Firewall": subnet(2), "Egress": subnet(3), "Other": subnet(4),
        **table("Application"), **table("Firewall"), **table("Egress"),
        "Internet": resource("EC2::InternetGateway"),
        "Attached": resource("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Internet")),
        "Rules": resource("NetworkFirewall::RuleGroup", RuleGroupName=f"{name}-rules", Type="STATEFUL", Capacity=100, RuleGroup=rules),
        "Policy": resource("NetworkFirewall::FirewallPolicy", FirewallPolicyName=f"{name}-policy", FirewallPolicy={**FORWARD, **groups}),
        "Wall": resource(
            "NetworkFirewall::Firewall", FirewallName=f"{name}-wall", FirewallPolicyArn=ref("Policy"), VpcId=ref("Vpc"), SubnetMappings=[{"SubnetId": ref(wall)}]
        ),
        "Address": resource("EC2::EIP", "Attached", Domain="vpc"),
        "Nat": resource("EC2::NatGateway", AllocationId=att("Address", "AllocationId"), SubnetId=ref("Egress")),
        "Out": resource("EC2::Route", RouteTableId=ref("ApplicationTable"), DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=ENDPOINT),
        "Passed": resource("EC2::Route", RouteTableId=ref("FirewallTable"), DestinationCidrBlock="0.0.0.0/0", NatGatewayId=ref("Nat")),
        "ToInternet": resource("EC2::Route", "Attached", RouteTableId=ref("EgressTable"), DestinationCidrBlock="0.0.0.0/0", GatewayId=ref("Internet")),
        "Back": resource("EC2::Route", RouteTableId=ref("EgressTable"), DestinationCidrBlock="10.0.1.0/24", VpcEndpointId=ENDPOINT),
        "Open": resource("EC2::VPCBlockPublicAccessExclusion", SubnetId=ref("Egress"), InternetGatewayExclusionMode="allow-egress"),
        "Encrypted": resource("EC2::VPCEncryptionControl", VpcId=ref("Vpc")),
    }  # fmt: skip
    return {"Resources": resources, "Outputs": {"Six": {"Value": {"Fn::Join": [" ", att("Vpc", "Ipv6CidrBlocks")]}}}}


def routes(stack: Stack, name: str) -> dict[str, str]:
    found = stack.emulator.client("ec2").describe_route_tables(RouteTableIds=[stack.physical_ids[name]])["RouteTables"][0]["Routes"]
    return {
        each.get("DestinationCidrBlock", each.get("DestinationIpv6CidrBlock", "")): each.get("GatewayId", each.get("NatGatewayId", "")) for each in found
    }  # fmt: skip


def endpoints(stack: Stack) -> dict[str, str]:
    mine = [{"Name": "vpc-id", "Values": [stack.physical_ids["Vpc"]]}]
    found = stack.emulator.client("ec2").describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    return {each["SubnetIds"][0]: each["VpcEndpointId"] for each in found if each["State"] != "deleted"}


@pytest.fixture
def name(request: Any) -> str:
    return f"net-{abs(hash(request.node.nodeid)) % 10**8}"


def test_what_leaves_and_what_comes_back_passes_one_endpoint(deploy: Any, name: str) -> None:
    stack = deploy(template(name))
    ids, (six,) = stack.physical_ids, stack.outputs["Six"].split()
    endpoint = endpoints(stack)[ids["Firewall"]]
    local = {"10.0.0.0/16": "local", six: "local"}
    assert routes(stack, "ApplicationTable") == {**local, "0.0.0.0/0": endpoint}
    assert routes(stack, "FirewallTable") == {**local, "0.0.0.0/0": ids["Nat"]}
    assert routes(stack, "EgressTable") == {**local, "0.0.0.0/0": ids["Internet"], "10.0.1.0/24": endpoint}


def test_every_subnet_has_addresses_of_the_vpc(deploy: Any, name: str) -> None:
    stack = deploy(template(name))
    mine = [{"Name": "vpc-id", "Values": [stack.physical_ids["Vpc"]]}]
    found = stack.emulator.client("ec2").describe_subnets(Filters=mine)["Subnets"]
    blocks = [each["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"] for each in found]
    six = stack.outputs["Six"]
    assert six.endswith("00::/56") and sorted(blocks) == [f"{six[:-7]}0{number}::/64" for number in (1, 2, 3, 4)]


def test_rules_change_in_place_and_nothing_else(deploy: Any, emulator: Emulator, name: str) -> None:
    stack = deploy(template(name))
    before, last = stack.physical_ids, emulator.ask("/strongroom/journal")["last"]
    assert stack.update(template(name, domain="b.example")).status == "UPDATE_COMPLETE"
    done = emulator.ask(f"/strongroom/journal?since={last}")["stacks"][stack.name]
    assert [(each["operation"], each["logicalId"]) for each in done] == [("update", "Rules")]
    assert stack.physical_ids == before


def test_routes_follow_a_firewall_that_moves(deploy: Any, name: str) -> None:
    stack = deploy(template(name))
    old, before = endpoints(stack), stack.physical_ids
    assert stack.update(template(name, wall="Other")).status == "UPDATE_COMPLETE"
    new = endpoints(stack)
    assert list(new) == [before["Other"]] and list(new.values()) != list(old.values())
    assert routes(stack, "ApplicationTable")["0.0.0.0/0"] == routes(stack, "EgressTable")["10.0.1.0/24"] == new[before["Other"]]
    assert stack.physical_ids == before


def test_a_change_that_fails_leaves_the_network_as_it_was(deploy: Any, name: str) -> None:
    stack = deploy(template(name))
    before, tables = endpoints(stack), ("ApplicationTable", "FirewallTable", "EgressTable")
    had = [routes(stack, table) for table in tables]
    broken = template(name, domain="b.example")
    del broken["Resources"]["Out"]["Properties"]["VpcEndpointId"]
    broken["Resources"]["Out"]["Properties"]["NatGatewayId"] = ref("Nat")
    broken["Resources"]["Late"] = resource("EC2::VPCEncryptionControl", "Out", "Rules", "Encrypted", VpcId=ref("Vpc"))
    assert stack.update(broken).status == "UPDATE_ROLLBACK_COMPLETE", stack.reasons
    assert any("has an encryption control already" in reason for reason in stack.reasons)
    assert endpoints(stack) == before and [routes(stack, table) for table in tables] == had
    told = stack.emulator.client("network-firewall").describe_rule_group(RuleGroupArn=stack.physical_ids["Rules"])
    assert told["RuleGroup"]["RulesSource"]["RulesSourceList"]["Targets"] == ["a.example"]


def test_taken_down_it_leaves_nothing(deploy: Any, emulator: Emulator, name: str) -> None:
    stack = deploy(template(name))
    vpc, ec2, firewalls = stack.physical_ids["Vpc"], emulator.client("ec2"), emulator.client("network-firewall")
    stack.delete()
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    assert not ec2.describe_vpcs(Filters=mine)["Vpcs"]
    assert not ec2.describe_subnets(Filters=mine)["Subnets"]
    assert not ec2.describe_route_tables(Filters=mine)["RouteTables"]
    assert not ec2.describe_vpc_encryption_controls()["VpcEncryptionControls"]
    assert {each["State"] for each in ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]} <= {"deleted"}
    left = [*firewalls.list_firewall_policies()["FirewallPolicies"], *firewalls.list_rule_groups()["RuleGroups"], *firewalls.list_firewalls()["Firewalls"]]
    assert not [each for each in left if name in str(each)]


def test_a_policy_that_another_firewall_uses_stays_and_the_stack_says_why(deploy: Any, emulator: Emulator, name: str) -> None:
    stack = deploy(template(name))
    ids, firewalls = stack.physical_ids, emulator.client("network-firewall")
    other = firewalls.create_firewall(FirewallName=f"{name}-other", FirewallPolicyArn=ids["Policy"], DeleteProtection=False)["Firewall"]["FirewallArn"]
    with pytest.raises(AssertionError, match=f"in use by {name}-other"):
        stack.delete()
    assert set(stack.physical_ids) == {"Policy", "Rules"}
    firewalls.delete_firewall(FirewallArn=other)
    stack.delete()
