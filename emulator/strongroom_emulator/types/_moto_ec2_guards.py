"""moto's EC2 has no guards of a whole account or VPC: public access of VPCs and of snapshots, encryption in transit."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from strongroom_emulator.types._moto_ec2_records import Kind, add_calls, offer, refuse
from strongroom_emulator.types._records import Record, shelf

EXCLUDABLE = (
    "InternetGateway", "EgressOnlyInternetGateway", "NatGateway", "VirtualPrivateGateway", "VpcPeering", "Lambda", "VpcLattice", "ElasticFileSystem",
)  # fmt: skip


@lru_cache(maxsize=None)
def have_guards() -> None:
    offer(Kind("VpcBlockPublicAccessExclusion", "vpcbpa-exclude", id="ExclusionId", born=_excluded))
    offer(Kind("VpcEncryptionControl", "vpcec", born=_controlled, told=_with_exclusions))

    def describe_options(response: Any) -> Record:
        return {"VpcBlockPublicAccessOptions": _options(response)}

    def modify_options(response: Any) -> Record:
        state = {"State": "update-complete", "LastUpdateTimestamp": datetime.now(timezone.utc)}
        _options(response).update(InternetGatewayBlockMode=response._get_param("InternetGatewayBlockMode"), **state)
        return describe_options(response)

    def snapshot_state(response: Any) -> Record:
        return {"State": _setting(response, "snapshots", State="unblocked")["State"], "ManagedBy": "account"}

    def block_snapshots(response: Any) -> Record:
        _setting(response, "snapshots")["State"] = response._get_param("State")
        return snapshot_state(response)

    def unblock_snapshots(response: Any) -> Record:
        _setting(response, "snapshots")["State"] = "unblocked"
        return snapshot_state(response)

    add_calls({
        "describe_vpc_block_public_access_options": describe_options,
        "modify_vpc_block_public_access_options": modify_options,
        "get_snapshot_block_public_access_state": snapshot_state,
        "enable_snapshot_block_public_access": block_snapshots,
        "disable_snapshot_block_public_access": unblock_snapshots,
    })  # fmt: skip


def _setting(response: Any, name: str, **default: Any) -> Record:
    """A setting of the account in the region."""
    return shelf(response.ec2_backend, "settings").setdefault(name, default)


def _options(response: Any) -> Record:
    backend = response.ec2_backend
    place = {"AwsAccountId": backend.account_id, "AwsRegion": backend.region_name}
    return _setting(response, "public access", **place, State="default-state", InternetGatewayBlockMode="off", ExclusionsAllowed="allowed", ManagedBy="account")


def _excluded(backend: Any, record: Record) -> Record:
    subnet, vpc = record.get("SubnetId"), record.get("VpcId")
    if (subnet is None) == (vpc is None):
        refuse("InvalidParameterCombination", "An exclusion is of a subnet or of a VPC.")
    if subnet:
        backend.get_subnet(subnet)
    elif backend.get_vpc(vpc) is None:
        refuse("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist")
    path = f"subnet/{subnet}" if subnet else f"vpc/{vpc}"
    return {"ResourceArn": f"arn:{backend.partition}:ec2:{backend.region_name}:{backend.account_id}:{path}", "State": "create-complete"}


def _controlled(backend: Any, record: Record) -> Record:
    vpc = record["VpcId"]
    if backend.get_vpc(vpc) is None:
        refuse("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist")
    if any(other["VpcId"] == vpc for other in shelf(backend, "VpcEncryptionControl").values()):
        refuse("VpcEncryptionControlAlreadyExists", f"The vpc '{vpc}' has an encryption control already")
    return {"Mode": "monitor", "State": "available"}


def _with_exclusions(backend: Any, record: Record) -> Record:
    exclusions = {name: {"State": f"{record.get(f'{name}Exclusion', 'disable')}d"} for name in EXCLUDABLE}
    return {**record, "ResourceExclusions": exclusions}
