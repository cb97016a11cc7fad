"""Amazon VPC's and EBS's types: what an account, or a VPC, forbids as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, OTHER_TAGS, TAGS, Case, Created, World, lives, reads, world  # noqa: F401


def read_exclusion(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_vpc_block_public_access_exclusions(ExclusionIds=[made.physical_id])["VpcBlockPublicAccessExclusions"][0]
    kind, identity = found["ResourceArn"].split(":")[-1].split("/")
    return {**found, {"subnet": "SubnetId", "vpc": "VpcId"}[kind]: identity}


def read_control(w: World, made: Created) -> dict[str, Any]:
    found = w.client("ec2").describe_vpc_encryption_controls(VpcEncryptionControlIds=[made.physical_id])["VpcEncryptionControls"][0]
    exclusions = {f"{name}ExclusionInput": each["State"].removesuffix("d") for name, each in found["ResourceExclusions"].items()}
    return {**found, **exclusions}


def block_mode(w: World) -> str:
    return w.client("ec2").describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"]


def snapshots(w: World) -> str:
    return w.client("ec2").get_snapshot_block_public_access_state()["State"]


CASES = [
    Case(
        "AWS::EC2::VPCBlockPublicAccessOptions",
        props=lambda w: {"InternetGatewayBlockMode": "block-bidirectional"},
        read=lambda w, made, props: {"InternetGatewayBlockMode": block_mode(w)},
        change=lambda w: {"InternetGatewayBlockMode": "block-ingress"},
        attributes={"AccountId": ACCOUNT, "ExclusionsAllowed": "allowed"},
        ref=ACCOUNT,
        gone=lambda w, made, props: block_mode(w) == "off",
    ),
    Case(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        label="of a subnet",
        props=lambda w: {"InternetGatewayExclusionMode": "allow-egress", "SubnetId": w.subnet, "Tags": TAGS},
        read=reads(read_exclusion),
        change=lambda w: {"InternetGatewayExclusionMode": "allow-bidirectional", "Tags": OTHER_TAGS},
        replace=lambda w: {"SubnetId": w.other_subnet},
        attributes={"ExclusionId": r"vpcbpa-exclude-\w+"},
        ref=r"vpcbpa-exclude-\w+",
    ),
    Case(
        "AWS::EC2::VPCBlockPublicAccessExclusion",
        label="of a VPC",
        props=lambda w: {"InternetGatewayExclusionMode": "allow-bidirectional", "VpcId": w.vpc},
        read=reads(read_exclusion),
        replace=lambda w: {"VpcId": "vpc-1"},
    ),
    Case(
        "AWS::EC2::SnapshotBlockPublicAccess",
        props=lambda w: {"State": "block-new-sharing"},
        read=lambda w, made, props: {"State": snapshots(w)},
        change=lambda w: {"State": "block-all-sharing"},
        attributes={"AccountId": ACCOUNT},
        gone=lambda w, made, props: snapshots(w) == "unblocked",
    ),
    Case(
        "AWS::EC2::VPCEncryptionControl",
        props=lambda w: {
            "Mode": "enforce", "Tags": TAGS, "VpcId": w.vpc, "InternetGatewayExclusionInput": "enable", "EgressOnlyInternetGatewayExclusionInput": "enable",
            "NatGatewayExclusionInput": "enable", "VirtualPrivateGatewayExclusionInput": "disable", "VpcPeeringExclusionInput": "disable",
            "LambdaExclusionInput": "enable", "VpcLatticeExclusionInput": "disable", "ElasticFileSystemExclusionInput": "disable",
        },
        read=reads(read_control),
        change=lambda w: {"Mode": None, "NatGatewayExclusionInput": None, "LambdaExclusionInput": "disable", "Tags": OTHER_TAGS},
        changed={"Mode": "monitor", "NatGatewayExclusionInput": "disable"},
        replace=lambda w: {"VpcId": "vpc-1"},
        attributes={"VpcEncryptionControlId": r"vpcec-\w+", "State": "available", "ResourceExclusions.NatGateway.State": "enabled"},
        ref=r"vpcec-\w+",
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


@pytest.mark.parametrize("both", [True, False])
def test_an_exclusion_is_of_one_thing(world: World, both: bool) -> None:  # noqa: F811
    scope = {"SubnetId": world.subnet, "VpcId": world.vpc} if both else {}
    with pytest.raises(Exception, match="of a subnet or of a VPC"):
        world.make("AWS::EC2::VPCBlockPublicAccessExclusion", {"InternetGatewayExclusionMode": "allow-egress", **scope})


def test_an_exclusion_of_nothing_is_refused(world: World) -> None:  # noqa: F811
    with pytest.raises(Exception, match="does not exist"):
        world.make("AWS::EC2::VPCBlockPublicAccessExclusion", {"InternetGatewayExclusionMode": "allow-egress", "SubnetId": "subnet-12345678"})


def test_a_vpc_has_one_encryption_control(world: World) -> None:  # noqa: F811
    world.make("AWS::EC2::VPCEncryptionControl", {"VpcId": world.vpc})
    with pytest.raises(Exception, match="already"):
        world.make("AWS::EC2::VPCEncryptionControl", {"VpcId": world.vpc})
