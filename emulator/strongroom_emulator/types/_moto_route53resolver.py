"""moto's Route 53 Resolver has no DNS Firewall, and makes query logs that it can't delete or tag later."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override
from strongroom_emulator.types._records import Record, shelf

LISTS, GROUPS, RULES, ASSOCIATIONS, CONFIGS = "domain lists", "rule groups", "rules", "associations", "configs"

# AWS keeps the others for Firewall Manager.
_LOWEST, _HIGHEST = 100, 9900


@lru_cache(maxsize=None)
def have_dns_firewall() -> None:
    from moto.route53resolver.models import Route53ResolverBackend

    override(Route53ResolverBackend, "_matched_arn")(lambda self, resource_arn: None)
    for method in (*_list_calls(), *_group_calls(), *_rule_calls(), *_association_calls(), get_firewall_config, list_firewall_configs, update_firewall_config):
        _add(method)


@lru_cache(maxsize=None)
def let_query_logs_go() -> None:
    def delete_resolver_query_log_config(self: Any) -> str:
        backend, identity = self.route53resolver_backend, self._get_param("ResolverQueryLogConfigId")
        config = backend.get_resolver_query_log_config(identity)
        if any(each.resolver_query_log_config_id == identity for each in backend.resolver_query_log_config_associations.values()):
            _refuse("InvalidRequestException", f"{identity} is associated with a VPC")
        del backend.resolver_query_log_configs[identity]
        return json.dumps({"ResolverQueryLogConfig": config.description()})

    def disassociate_resolver_query_log_config(self: Any) -> str:
        backend = self.route53resolver_backend
        asked = (self._get_param("ResolverQueryLogConfigId"), self._get_param("ResourceId"))
        for identity, each in list(backend.resolver_query_log_config_associations.items()):
            if (each.resolver_query_log_config_id, each.resource_id) == asked:
                del backend.resolver_query_log_config_associations[identity]
                return json.dumps({"ResolverQueryLogConfigAssociation": each.description()})
        return _refuse("ResourceNotFoundException", f"{asked[0]} is not associated with {asked[1]}")

    _add(delete_resolver_query_log_config)
    _add(disassociate_resolver_query_log_config)


def _list_calls() -> tuple[Callable[[Any], str], ...]:
    def tell(response: Any, record: Record) -> str:
        told = {**record, "DomainCount": len(record["Domains"]), "Status": "COMPLETE"}
        return json.dumps({**told, "FirewallDomainList": told})

    def create_firewall_domain_list(self: Any) -> str:
        return tell(self, _make(self, LISTS, "fdl", "firewall-domain-list", {"Domains": []}))

    def get_firewall_domain_list(self: Any) -> str:
        return tell(self, _find(self, LISTS, "FirewallDomainListId"))

    def delete_firewall_domain_list(self: Any) -> str:
        record = _find(self, LISTS, "FirewallDomainListId")
        if any(each.get("FirewallDomainListId") == record["Id"] for each in shelf(self.route53resolver_backend, RULES).values()):
            _refuse("ConflictException", f"{record['Id']} is in use by a rule")
        return tell(self, shelf(self.route53resolver_backend, LISTS).pop(record["Id"]))

    def update_firewall_domains(self: Any) -> str:
        record, domains = _find(self, LISTS, "FirewallDomainListId"), self._get_param("Domains")
        kept = {
            "ADD": [*record["Domains"], *(each for each in domains if each not in record["Domains"])],
            "REMOVE": [each for each in record["Domains"] if each not in domains],
            "REPLACE": list(dict.fromkeys(domains)),
        }  # fmt: skip
        record["Domains"] = kept[self._get_param("Operation")]
        return tell(self, record)

    def list_firewall_domains(self: Any) -> str:
        return json.dumps({"Domains": _find(self, LISTS, "FirewallDomainListId")["Domains"]})

    def list_firewall_domain_lists(self: Any) -> str:
        return json.dumps({"FirewallDomainLists": list(shelf(self.route53resolver_backend, LISTS).values())})

    return (
        create_firewall_domain_list, get_firewall_domain_list, delete_firewall_domain_list, update_firewall_domains, list_firewall_domains,
        list_firewall_domain_lists,
    )  # fmt: skip


def _group_calls() -> tuple[Callable[[Any], str], ...]:
    def tell(response: Any, record: Record) -> str:
        rules = len(_rules_of(response, record["Id"]))
        owner = response.route53resolver_backend.account_id
        return json.dumps({"FirewallRuleGroup": {**record, "RuleCount": rules, "Status": "COMPLETE", "OwnerId": owner, "ShareStatus": "NOT_SHARED"}})

    def create_firewall_rule_group(self: Any) -> str:
        return tell(self, _make(self, GROUPS, "frg", "firewall-rule-group", {}))

    def get_firewall_rule_group(self: Any) -> str:
        return tell(self, _find(self, GROUPS, "FirewallRuleGroupId"))

    def delete_firewall_rule_group(self: Any) -> str:
        record = _find(self, GROUPS, "FirewallRuleGroupId")
        if any(each["FirewallRuleGroupId"] == record["Id"] for each in shelf(self.route53resolver_backend, ASSOCIATIONS).values()):
            _refuse("ConflictException", f"{record['Id']} is associated with a VPC")
        if _rules_of(self, record["Id"]):
            _refuse("ConflictException", f"{record['Id']} has rules")
        return tell(self, shelf(self.route53resolver_backend, GROUPS).pop(record["Id"]))

    def list_firewall_rule_groups(self: Any) -> str:
        return json.dumps({"FirewallRuleGroups": list(shelf(self.route53resolver_backend, GROUPS).values())})

    return create_firewall_rule_group, get_firewall_rule_group, delete_firewall_rule_group, list_firewall_rule_groups


def _rule_calls() -> tuple[Callable[[Any], str], ...]:
    def create_firewall_rule(self: Any) -> str:
        group, rule = _find(self, GROUPS, "FirewallRuleGroupId"), _given(self)
        others = _rules_of(self, group["Id"])
        if any(each["Priority"] == rule["Priority"] for each in others):
            _refuse("ConflictException", f"{group['Id']} has a rule of priority {rule['Priority']} already")
        if "DnsThreatProtection" in rule:
            rule["FirewallThreatProtectionId"] = f"rslvr-ftp-{uuid.uuid4().hex[:16]}"
        elif "FirewallDomainListId" not in rule:
            _refuse("ValidationException", "A rule is about a domain list or a DNS threat")
        if any(_key(each) == _key(rule) for each in others):
            _refuse("ConflictException", f"{group['Id']} has such a rule already")
        shelf(self.route53resolver_backend, RULES)[_key(rule)] = rule
        return json.dumps({"FirewallRule": rule})

    def delete_firewall_rule(self: Any) -> str:
        rule = shelf(self.route53resolver_backend, RULES).pop(_key(_given(self)), None)
        return json.dumps({"FirewallRule": rule}) if rule else _refuse("ResourceNotFoundException", "There is no such rule")

    def list_firewall_rules(self: Any) -> str:
        return json.dumps({"FirewallRules": _rules_of(self, _find(self, GROUPS, "FirewallRuleGroupId")["Id"])})

    return create_firewall_rule, delete_firewall_rule, list_firewall_rules


def _association_calls() -> tuple[Callable[[Any], str], ...]:
    def tell(record: Record) -> str:
        return json.dumps({"FirewallRuleGroupAssociation": {**record, "Status": "COMPLETE"}})

    def associate_firewall_rule_group(self: Any) -> str:
        _find(self, GROUPS, "FirewallRuleGroupId")
        vpc, priority = self._get_param("VpcId"), self._get_param("Priority")
        _check_priority(self, vpc, priority, "")
        return tell(_make(self, ASSOCIATIONS, "frgassoc", "firewall-rule-group-association", {"MutationProtection": "DISABLED"}))

    def get_firewall_rule_group_association(self: Any) -> str:
        return tell(_find(self, ASSOCIATIONS, "FirewallRuleGroupAssociationId"))

    def update_firewall_rule_group_association(self: Any) -> str:
        record, change = _find(self, ASSOCIATIONS, "FirewallRuleGroupAssociationId"), _given(self)
        _check_priority(self, record["VpcId"], change.get("Priority", record["Priority"]), record["Id"])
        record.update({name: value for name, value in change.items() if name != "FirewallRuleGroupAssociationId"})
        return tell(record)

    def disassociate_firewall_rule_group(self: Any) -> str:
        record = _find(self, ASSOCIATIONS, "FirewallRuleGroupAssociationId")
        if record["MutationProtection"] == "ENABLED":
            _refuse("ConflictException", f"{record['Id']} is protected against mutation")
        return tell(shelf(self.route53resolver_backend, ASSOCIATIONS).pop(record["Id"]))

    def list_firewall_rule_group_associations(self: Any) -> str:
        asked = {name: self._get_param(name) for name in ("FirewallRuleGroupId", "VpcId") if self._get_param(name)}
        found = [each for each in shelf(self.route53resolver_backend, ASSOCIATIONS).values() if asked.items() <= each.items()]
        return json.dumps({"FirewallRuleGroupAssociations": [{**each, "Status": "COMPLETE"} for each in found]})

    return (
        associate_firewall_rule_group, get_firewall_rule_group_association, update_firewall_rule_group_association, disassociate_firewall_rule_group,
        list_firewall_rule_group_associations,
    )  # fmt: skip


def get_firewall_config(self: Any) -> str:
    """A VPC fails closed until someone says otherwise."""
    vpc, backend = self._get_param("ResourceId"), self.route53resolver_backend
    default = {"Id": f"rslvr-fc-{uuid.uuid4().hex[:16]}", "ResourceId": vpc, "OwnerId": backend.account_id, "FirewallFailOpen": "DISABLED"}
    return json.dumps({"FirewallConfig": shelf(backend, CONFIGS).setdefault(vpc, default)})


def list_firewall_configs(self: Any) -> str:
    return json.dumps({"FirewallConfigs": list(shelf(self.route53resolver_backend, CONFIGS).values())})


def update_firewall_config(self: Any) -> str:
    get_firewall_config(self)
    shelf(self.route53resolver_backend, CONFIGS)[self._get_param("ResourceId")]["FirewallFailOpen"] = self._get_param("FirewallFailOpen")
    return get_firewall_config(self)


def _add(method: Callable[[Any], str]) -> None:
    from moto.route53resolver.responses import Route53ResolverResponse

    setattr(Route53ResolverResponse, method.__name__, method)


def _given(response: Any) -> Record:
    return {name: value for name, value in json.loads(response.body).items() if name not in ("CreatorRequestId", "Tags")}


def _make(response: Any, kind: str, prefix: str, path: str, default: Record) -> Record:
    backend, identity = response.route53resolver_backend, f"rslvr-{prefix}-{uuid.uuid4().hex[:16]}"
    arn = f"arn:{backend.partition}:route53resolver:{backend.region_name}:{backend.account_id}:{path}/{identity}"
    moment = datetime.now(timezone.utc).isoformat()
    record = {**default, **_given(response), "Id": identity, "Arn": arn, "CreationTime": moment, "ModificationTime": moment}
    shelf(backend, kind)[identity] = record
    backend.tagger.tag_resource(arn, json.loads(response.body).get("Tags", []))
    return record


def _find(response: Any, kind: str, parameter: str) -> Record:
    identity = response._get_param(parameter)
    record = shelf(response.route53resolver_backend, kind).get(identity)
    return record if record is not None else _refuse("ResourceNotFoundException", f"{parameter} {identity} does not exist")


def _rules_of(response: Any, group: str) -> list[Record]:
    return [rule for rule in shelf(response.route53resolver_backend, RULES).values() if rule["FirewallRuleGroupId"] == group]


def _key(rule: Record) -> str:
    """What tells a rule from the others of its group."""
    about = rule.get("FirewallThreatProtectionId") or rule.get("FirewallDomainListId", "")
    return "|".join([rule["FirewallRuleGroupId"], about, rule.get("Qtype", "")])


def _check_priority(response: Any, vpc: str, priority: int, but: str) -> None:
    if not _LOWEST < priority < _HIGHEST:
        _refuse("ValidationException", f"The priority of an association is more than {_LOWEST} and less than {_HIGHEST}, got {priority}")
    taken = [each["Id"] for each in shelf(response.route53resolver_backend, ASSOCIATIONS).values() if (each["VpcId"], each["Priority"]) == (vpc, priority)]
    if [each for each in taken if each != but]:
        _refuse("ConflictException", f"{vpc} has an association of priority {priority} already")


def _refuse(code: str, message: str) -> Any:
    from moto.core.exceptions import JsonRESTError

    raise JsonRESTError(code, message)
