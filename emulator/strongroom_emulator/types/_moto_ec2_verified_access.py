"""moto's EC2 has no Verified Access."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.types._moto_ec2_records import Kind, add_calls, find, given, offer
from strongroom_emulator.types._records import Record, shelf, without_none


@lru_cache(maxsize=None)
def have_verified_access() -> None:
    provider = Kind("VerifiedAccessTrustProvider", "vatp", told=_without_secrets)
    instance = Kind(
        "VerifiedAccessInstance", "vai", needs={"TrustProviderIds": provider.key}, born=lambda backend, record: {"TrustProviderIds": []}, told=_told_instance
    )
    group = Kind("VerifiedAccessGroup", "vagr", needs={"VerifiedAccessInstanceId": instance.key}, born=_born_group, told=_told_group)
    endpoint = Kind("VerifiedAccessEndpoint", "vae", needs={"VerifiedAccessGroupId": group.key}, born=_born_endpoint)
    for kind in (provider, instance, group, endpoint):
        offer(kind)

    def attach(response: Any) -> Record:
        backend, params = response.ec2_backend, response.params
        find(backend, provider.key, params["VerifiedAccessTrustProviderId"])
        attached = find(backend, instance.key, params["VerifiedAccessInstanceId"])["TrustProviderIds"]
        if params["VerifiedAccessTrustProviderId"] not in attached:
            attached.append(params["VerifiedAccessTrustProviderId"])
        return {}

    def detach(response: Any) -> Record:
        attached = find(response.ec2_backend, instance.key, response._get_param("VerifiedAccessInstanceId"))["TrustProviderIds"]
        if response._get_param("VerifiedAccessTrustProviderId") in attached:
            attached.remove(response._get_param("VerifiedAccessTrustProviderId"))
        return {}

    def set_logs(response: Any) -> Record:
        record = find(response.ec2_backend, instance.key, response._get_param("VerifiedAccessInstanceId"))
        record["AccessLogs"] = response._get_param("AccessLogs")
        return {"LoggingConfiguration": record}

    def tell_logs(response: Any) -> Record:
        asked = response._get_param("VerifiedAccessInstanceIds", [])
        found = [find(response.ec2_backend, instance.key, each) for each in asked] or list(shelf(response.ec2_backend, instance.key).values())
        return {"LoggingConfigurations": [{"AccessLogs": {}, **each} for each in found]}

    add_calls({
        "attach_verified_access_trust_provider": attach,
        "detach_verified_access_trust_provider": detach,
        "modify_verified_access_instance_logging_configuration": set_logs,
        "describe_verified_access_instance_logging_configurations": tell_logs,
        **_policy_calls(group, "verified_access_group"),
        **_policy_calls(endpoint, "verified_access_endpoint"),
    })  # fmt: skip


def _policy_calls(kind: Kind, noun: str) -> dict[str, Any]:
    """A policy that a thing is made with is in force until someone says otherwise."""

    def tell(response: Any) -> Record:
        record = find(response.ec2_backend, kind.key, response._get_param(kind.id_member))
        policy = record.get("PolicyDocument")
        return without_none({"PolicyDocument": policy, "PolicyEnabled": record.get("PolicyEnabled", policy is not None), "SseSpecification": record.get("SseSpecification")})

    def change(response: Any) -> Record:
        find(response.ec2_backend, kind.key, response._get_param(kind.id_member)).update(given(response))
        return tell(response)

    return {f"get_{noun}_policy": tell, f"modify_{noun}_policy": change}


def _without_secrets(backend: Any, record: Record) -> Record:
    """Nobody is told a client's secret again."""
    options = {name: {key: value for key, value in record[name].items() if key != "ClientSecret"} for name in record if name.endswith("OidcOptions")}
    return {**record, **options}


def _told_instance(backend: Any, record: Record) -> Record:
    providers = [find(backend, "VerifiedAccessTrustProvider", each) for each in record["TrustProviderIds"]]
    domain = record.get("CidrEndpointsCustomSubDomain")
    return {
        **record, "VerifiedAccessTrustProviders": providers, "FipsEnabled": record.get("FIPSEnabled", False),
        "CidrEndpointsCustomSubDomain": {"SubDomain": domain, "Nameservers": []} if domain else None,
    }  # fmt: skip


def _born_group(backend: Any, record: Record) -> Record:
    return {"Owner": backend.account_id}


def _told_group(backend: Any, record: Record) -> Record:
    path = f"verified-access-group/{record['VerifiedAccessGroupId']}"
    return {**record, "VerifiedAccessGroupArn": f"arn:{backend.partition}:ec2:{backend.region_name}:{backend.account_id}:{path}"}


def _born_endpoint(backend: Any, record: Record) -> Record:
    identity, region = record["VerifiedAccessEndpointId"], backend.region_name
    prefix = record.get("EndpointDomainPrefix", "edge")
    return {
        "EndpointDomain": f"{prefix}.{identity}.prod.verified-access.{region}.amazonaws.com",
        "DeviceValidationDomain": f"{identity}.device.prod.verified-access.{region}.amazonaws.com",
        "Status": {"Code": "active"},
        "VerifiedAccessInstanceId": find(backend, "VerifiedAccessGroup", record["VerifiedAccessGroupId"])["VerifiedAccessInstanceId"],
    }
