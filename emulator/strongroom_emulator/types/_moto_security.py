"""Gaps in moto's security services: what they take once and cannot change, or change and cannot clear."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def let_web_acls_lose_rules() -> None:
    """moto reads an empty list of rules, in an update, as "leave them"."""
    from moto.wafv2.models import WAFV2Backend

    update = WAFV2Backend.update_web_acl

    def update_web_acl(self: Any, name: str, _id: str, default_action: Any, rules: Any, *rest: Any) -> str:
        token = update(self, name, _id, default_action, rules, *rest)
        if rules == []:
            self.get_web_acl(None, name, _id).rules = []
        return token

    override(WAFV2Backend, "update_web_acl")(update_web_acl)


@lru_cache(maxsize=None)
def keep_web_acl_settings() -> None:
    """moto drops some settings of a web ACL."""
    from moto.wafv2.models import FakeWebACL
    from moto.wafv2.responses import WAFV2Response

    names = ("ApplicationConfig", "DataProtectionConfig", "OnSourceDDoSProtectionConfig")
    create, update, to_dict = WAFV2Response.create_web_acl, WAFV2Response.update_web_acl, FakeWebACL.to_dict

    def keep(response: Any, name: str, identity: str) -> None:
        given = json.loads(response.body)
        response.wafv2_backend.get_web_acl(None, name, identity).settings_of_ours = {each: given[each] for each in names if given.get(each)}

    def create_web_acl(self: Any) -> Any:
        answer = create(self)
        made = json.loads(answer[-1])["Summary"]
        keep(self, made["Name"], made["Id"])
        return answer

    def update_web_acl(self: Any) -> Any:
        answer = update(self)
        keep(self, self._get_param("Name"), self._get_param("Id"))
        return answer

    override(WAFV2Response, "create_web_acl")(create_web_acl)
    override(WAFV2Response, "update_web_acl")(update_web_acl)
    override(FakeWebACL, "to_dict")(lambda self: {**to_dict(self), **getattr(self, "settings_of_ours", {})})


@lru_cache(maxsize=None)
def replace_trail_selectors() -> None:
    """A trail's selectors are replaced: basic ones drop advanced ones, and new insight selectors drop the old ones."""
    from moto.cloudtrail.models import Trail

    def put_event_selectors(self: Any, event_selectors: Any, advanced_event_selectors: Any) -> None:
        self.event_selectors, self.advanced_event_selectors = event_selectors or [], advanced_event_selectors or []

    def put_insight_selectors(self: Any, insight_selectors: Any) -> None:
        self.insight_selectors = list(insight_selectors)

    override(Trail, "put_event_selectors")(put_event_selectors)
    override(Trail, "put_insight_selectors")(put_insight_selectors)


@lru_cache(maxsize=None)
def let_plans_and_vaults_change() -> None:
    """moto has no UpdateBackupPlan and no vault access policy."""
    from moto.backup import urls
    from moto.backup.exceptions import ResourceNotFoundException
    from moto.backup.models import Plan
    from moto.backup.responses import BackupResponse

    def update_backup_plan(self: Any) -> str:
        plan = self.backup_backend.get_backup_plan(self.path.rstrip("/").split("/")[-1], None)
        changed = Plan(json.loads(self.body)["BackupPlan"], plan.creator_request_id, self.backup_backend)
        plan.backup_plan, plan.version_id = changed.backup_plan, changed.version_id
        plan.advanced_backup_settings = changed.advanced_backup_settings
        return json.dumps(plan.to_dict())

    def vault_of(response: Any) -> Any:
        return response.backup_backend.describe_backup_vault(unquote(response.path.split("/")[2]))

    def put_backup_vault_access_policy(self: Any) -> str:
        vault_of(self).access_policy = json.loads(self.body)["Policy"]
        return "{}"

    def get_backup_vault_access_policy(self: Any) -> str:
        vault = vault_of(self)
        if not getattr(vault, "access_policy", None):
            raise ResourceNotFoundException(msg=f"Backup vault {vault.backup_vault_name} has no access policy")
        names = {"BackupVaultName": vault.backup_vault_name, "BackupVaultArn": vault.backup_vault_arn}
        return json.dumps({**names, "Policy": vault.access_policy})

    def delete_backup_vault_access_policy(self: Any) -> str:
        vault_of(self).access_policy = None
        return "{}"

    def list_tags(self: Any) -> str:
        resource_arn = unquote(self.path.split("/tags/")[-1].rstrip("/"))
        return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=resource_arn)})

    for method in (list_tags, update_backup_plan, put_backup_vault_access_policy, get_backup_vault_access_policy, delete_backup_vault_access_policy):
        setattr(BackupResponse, method.__name__, method)
    urls.url_paths["{0}/backup-vaults/(?P<name>[^/]+)/access-policy$"] = BackupResponse.dispatch


@lru_cache(maxsize=None)
def let_detector_tags_change() -> None:
    """moto's GuardDuty has no tag calls, and filters have no tags."""
    from moto.guardduty import urls
    from moto.guardduty.responses import GuardDutyResponse

    def tags_of(response: Any) -> dict[str, str]:
        parts = unquote(response.path).split("detector/")[-1].split("/")
        detector = response.guardduty_backend.get_detector(parts[0])
        if len(parts) == 1:
            return detector.tags
        kept: dict[str, dict[str, str]] = detector.__dict__.setdefault("filter_tags", {})
        return kept.setdefault(parts[-1], {})

    def tag_resource(self: Any) -> str:
        tags_of(self).update(json.loads(self.body)["tags"])
        return "{}"

    def untag_resource(self: Any) -> str:
        tags = tags_of(self)
        for name in self.querystring["tagKeys"]:
            tags.pop(name, None)
        return "{}"

    def list_tags_for_resource(self: Any) -> str:
        return json.dumps({"tags": tags_of(self)})

    for method in (tag_resource, untag_resource, list_tags_for_resource):
        setattr(GuardDutyResponse, method.__name__, method)
    urls.url_paths["{0}/tags/(?P<resource_arn>.+)$"] = GuardDutyResponse.dispatch
