"""moto's Network Firewall has nothing of what firewalls enforce: rule groups, policies, TLS inspection; nor further endpoints of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from strongroom_emulator.types._moto_network_firewall import ASSOCIATIONS, CONFIGURATIONS, GROUPS, POLICIES, arn_of, find, refuse, tags
from strongroom_emulator.types._records import Record, shelf


@dataclass(frozen=True)
class Part:
    """
    What a firewall enforces: known by name and ARN, told with a token that its next change must bring.

    key   its name in calls (`KEYName`, `KEYArn`, `KEY`) and answers (`KEYResponse`, `KEY`)
    path  what its ARN has before the name
    used  who has it in use, by ARN
    """

    key: str
    path: Callable[[Record], str]
    used: Callable[[Any, str], list[str]]
    needs: Callable[[Record], list[tuple[str, str]]] = lambda record: []


def _users_of_policy(backend: Any, policy: str) -> list[str]:
    return [firewall.firewall_name for firewall in backend.firewalls.values() if firewall.firewall_policy_arn == policy]


def _policies_that(backend: Any, holds: Callable[[Record], bool]) -> list[str]:
    return [each["FirewallPolicyName"] for each in shelf(backend, POLICIES).values() if holds(each["FirewallPolicy"])]


def _references(policy: Record) -> list[str]:
    lists = ("StatefulRuleGroupReferences", "StatelessRuleGroupReferences")
    return [reference["ResourceArn"] for name in lists for reference in policy.get(name, [])]


def _needs_of_policy(record: Record) -> list[tuple[str, str]]:
    """Groups that AWS manages are nobody's."""
    policy = record.get(POLICIES, {})
    groups = [(GROUPS, each) for each in _references(policy) if ":aws-managed:" not in each]
    inspection = policy.get("TLSInspectionConfigurationArn")
    return groups + ([(CONFIGURATIONS, inspection)] if inspection else [])


_PARTS = (
    Part(
        GROUPS,
        path=lambda record: f"{record['Type'].lower()}-rulegroup",
        used=lambda backend, arn: _policies_that(backend, lambda policy: arn in _references(policy)),
    ),
    Part(POLICIES, path=lambda record: "firewall-policy", used=_users_of_policy, needs=_needs_of_policy),
    Part(
        CONFIGURATIONS,
        path=lambda record: "tls-configuration",
        used=lambda backend, arn: _policies_that(backend, lambda policy: policy.get("TLSInspectionConfigurationArn") == arn),
    ),
)


@lru_cache(maxsize=None)
def have_parts() -> None:
    for part in _PARTS:
        _offer(part)
    _offer_associations()


def _offer(part: Part) -> None:
    from moto.core.utils import camelcase_to_underscores
    from moto.networkfirewall.responses import NetworkFirewallResponse

    key = part.key

    def create(self: Any) -> str:
        given, backend = json.loads(self.body), self.networkfirewall_backend
        for kind, arn in part.needs(given):
            find(self, kind, arn)
        name = given[f"{key}Name"]
        arn = arn_of(backend, f"{part.path(given)}/{name}")
        if arn in shelf(backend, key):
            refuse("InvalidRequestException", f"A resource with the name {name} exists already")
        identity = {f"{key}Arn": arn, f"{key}Id": str(uuid.uuid4()), f"{key}Status": "ACTIVE"}
        shelf(backend, key)[arn] = {**{member: value for member, value in given.items() if member not in ("DryRun", "Tags")}, **identity, **_token()}
        backend.tagger.tag_resource(arn, given.get("Tags", []))
        return tell(self, arn)

    def tell(self: Any, arn: str) -> str:
        record = find(self, key, arn)
        users = len(part.used(self.networkfirewall_backend, arn))
        response = {**{member: value for member, value in record.items() if member != key}, **tags(self, arn), "NumberOfAssociations": users}
        return json.dumps({"UpdateToken": record["UpdateToken"], f"{key}Response": response, key: record.get(key)})

    def asked(self: Any) -> str:
        arn, name = self._get_param(f"{key}Arn"), self._get_param(f"{key}Name")
        return str(arn or next((each for each, record in shelf(self.networkfirewall_backend, key).items() if record[f"{key}Name"] == name), name))

    def describe(self: Any) -> str:
        return tell(self, asked(self))

    def update(self: Any) -> str:
        given, arn = json.loads(self.body), asked(self)
        record = find(self, key, arn)
        if given.get("UpdateToken") != record["UpdateToken"]:
            refuse("InvalidTokenException", "The token is not that of the last change")
        for kind, needed in part.needs(given):
            find(self, kind, needed)
        if key == POLICIES and ("TLSInspectionConfigurationArn" in given[key]) != ("TLSInspectionConfigurationArn" in record[key]):
            refuse("InvalidRequestException", "TLS inspection is neither added to a policy that is there nor taken from it")
        changes = {member: value for member, value in given.items() if member not in ("DryRun", "UpdateToken", f"{key}Arn", f"{key}Name", "Type")}
        record.update({"Description": None, **changes}, **_token())
        return tell(self, arn)

    def delete(self: Any) -> str:
        arn = asked(self)
        find(self, key, arn)
        users = part.used(self.networkfirewall_backend, arn)
        if users:
            refuse("InvalidOperationException", f"{arn} is in use by {', '.join(users)}")
        told = tell(self, arn)
        shelf(self.networkfirewall_backend, key).pop(arn)
        return told

    plural = "FirewallPolicies" if key == POLICIES else f"{key}s"

    def list_all(self: Any) -> str:
        found = shelf(self.networkfirewall_backend, key)
        return json.dumps({plural: [{"Name": record[f"{key}Name"], "Arn": arn} for arn, record in found.items()]})

    for verb, method in {"Create": create, "Describe": describe, "Update": update, "Delete": delete}.items():
        setattr(NetworkFirewallResponse, camelcase_to_underscores(f"{verb}{key}"), method)
    setattr(NetworkFirewallResponse, camelcase_to_underscores(f"List{plural}"), list_all)


def _offer_associations() -> None:
    from moto.networkfirewall.responses import NetworkFirewallResponse

    def tell(self: Any, arn: str) -> str:
        record = find(self, ASSOCIATIONS, arn)
        return json.dumps({"VpcEndpointAssociation": {**record, **tags(self, arn)}, "VpcEndpointAssociationStatus": {"Status": "READY"}})

    def create_vpc_endpoint_association(self: Any) -> str:
        given, backend = json.loads(self.body), self.networkfirewall_backend
        backend.describe_firewall(None, given["FirewallArn"])
        identity = str(uuid.uuid4())
        arn = arn_of(backend, f"vpc-endpoint-association/{identity}")
        names = {"VpcEndpointAssociationArn": arn, "VpcEndpointAssociationId": identity}
        shelf(backend, ASSOCIATIONS)[arn] = {**{member: value for member, value in given.items() if member != "Tags"}, **names}
        backend.tagger.tag_resource(arn, given.get("Tags", []))
        return tell(self, arn)

    def describe_vpc_endpoint_association(self: Any) -> str:
        return tell(self, self._get_param("VpcEndpointAssociationArn"))

    def delete_vpc_endpoint_association(self: Any) -> str:
        told = describe_vpc_endpoint_association(self)
        shelf(self.networkfirewall_backend, ASSOCIATIONS).pop(self._get_param("VpcEndpointAssociationArn"))
        return told

    for method in (create_vpc_endpoint_association, describe_vpc_endpoint_association, delete_vpc_endpoint_association):
        setattr(NetworkFirewallResponse, method.__name__, method)


def _token() -> Record:
    return {"UpdateToken": str(uuid.uuid4())}
