"""AWS WAF: web ACLs are stored; no request is judged."""

from __future__ import annotations

import base64
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types import _moto_security
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, refuse_if_changed, tag_list

_moto_security.let_web_acls_lose_rules()
_moto_security.keep_web_acl_settings()


def _to_api(value: Any) -> Any:
    """CloudFormation has SearchStringBase64 where the API has bytes in SearchString."""
    if isinstance(value, list):
        return [_to_api(each) for each in value]
    if isinstance(value, dict):
        made = {name: _to_api(each) for name, each in value.items()}
        if "SearchStringBase64" in made:
            made["SearchString"] = base64.b64decode(made.pop("SearchStringBase64"))
        return made
    return value


class _ScopedResource(Resource):
    """What is known by name, id and scope, and changed under a lock token."""

    _noun: str
    _answer: str
    # Each changeable property, with what stands for its absence in an update.
    _changeable: dict[str, Any]
    _at_creation: tuple[str, ...] = ()

    def create(self, ctx: Context, props: Props) -> Created:
        waf, name = ctx.client("wafv2"), generated_name(ctx, props, "Name", limit=128)
        request = _to_api(pick(props, "Scope", *self._at_creation, *self._changeable))
        made = call(waf, f"create_{self._noun}", Name=name, Tags=tag_list(props.get("Tags")) or None, **request)["Summary"]
        physical_id = f"{name}|{made['Id']}|{props['Scope']}"
        return Created(physical_id, self._attributes(waf, physical_id))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "Scope")
        refuse_if_changed(old, new, "AWS WAF takes it at creation only", *self._at_creation)
        waf = ctx.client("wafv2")
        settings = {name: new.get(name, absent) for name, absent in self._changeable.items() if name in new or name in old}
        token = getattr(waf, f"get_{self._noun}")(**_key(physical_id))["LockToken"]
        call(waf, f"update_{self._noun}", LockToken=token, **_key(physical_id), **_to_api(settings))
        attributes = self._attributes(waf, physical_id)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: waf.tag_resource(ResourceARN=attributes["Arn"], Tags=tag_list(tags)),
            lambda names: waf.untag_resource(ResourceARN=attributes["Arn"], TagKeys=names),
        )  # fmt: skip
        return attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        waf = ctx.client("wafv2")
        with absence_is_success():
            token = getattr(waf, f"get_{self._noun}")(**_key(physical_id))["LockToken"]
            getattr(waf, f"delete_{self._noun}")(LockToken=token, **_key(physical_id))

    def _attributes(self, waf: Any, physical_id: str) -> Attributes:
        found = getattr(waf, f"get_{self._noun}")(**_key(physical_id))[self._answer]
        attributes = {"Arn": found["ARN"], "Id": found["Id"]}
        if "LabelNamespace" in found:
            attributes["LabelNamespace"] = found["LabelNamespace"]
        if "Capacity" in found and "Capacity" not in self._at_creation:
            attributes["Capacity"] = str(found["Capacity"])
        return attributes


def _key(physical_id: str) -> dict[str, str]:
    name, identity, scope = physical_id.split("|")
    return {"Name": name, "Id": identity, "Scope": scope}


@resource("AWS::WAFv2::WebACL", level=Level.STORED, name_property="Name")
class WebAcl(_ScopedResource):
    _noun, _answer = "web_acl", "WebACL"
    _changeable = {
        "ApplicationConfig": None,
        "AssociationConfig": {},
        "CaptchaConfig": {},
        "ChallengeConfig": {},
        "CustomResponseBodies": {},
        "DataProtectionConfig": None,
        "DefaultAction": None,
        "Description": None,
        "OnSourceDDoSProtectionConfig": None,
        "Rules": [],
        "TokenDomains": [],
        "VisibilityConfig": None,
    }
    handles = frozenset({*_changeable, "Name", "Scope", "Tags"})


@resource("AWS::WAFv2::RuleGroup", level=Level.STORED, name_property="Name")
class RuleGroup(_ScopedResource):
    _noun, _answer = "rule_group", "RuleGroup"
    _changeable = {"CustomResponseBodies": {}, "Description": None, "Rules": [], "VisibilityConfig": None}
    _at_creation = ("Capacity",)
    handles = frozenset({*_changeable, "Capacity", "Name", "Scope", "Tags"})
    ignores = {"AvailableLabels": "derived from the rules", "ConsumedLabels": "derived from the rules"}


@resource("AWS::WAFv2::IPSet", level=Level.STORED, name_property="Name")
class IpSet(_ScopedResource):
    _noun, _answer = "ip_set", "IPSet"
    _changeable = {"Addresses": [], "Description": None}
    _at_creation = ("IPAddressVersion",)
    handles = frozenset({*_changeable, "IPAddressVersion", "Name", "Scope", "Tags"})


@resource("AWS::WAFv2::RegexPatternSet", level=Level.STORED, name_property="Name")
class RegexPatternSet(_ScopedResource):
    _noun, _answer = "regex_pattern_set", "RegexPatternSet"
    _changeable = {"Description": None, "RegularExpressionList": []}
    handles = frozenset({*_changeable, "Name", "Scope", "Tags"})

    def create(self, ctx: Context, props: Props) -> Created:
        return super().create(ctx, _with_regex_objects(props))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        return super().update(ctx, physical_id, _with_regex_objects(old), _with_regex_objects(new))


def _with_regex_objects(props: Props) -> Props:
    """CloudFormation lists strings, the API objects."""
    patterns = [each if isinstance(each, dict) else {"RegexString": each} for each in props.get("RegularExpressionList", [])]
    return {**props, "RegularExpressionList": patterns}


@resource("AWS::WAFv2::WebACLAssociation", level=Level.STORED)
class WebAclAssociation(Resource):
    handles = frozenset({"ResourceArn", "WebACLArn"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.client("wafv2").associate_web_acl(WebACLArn=props["WebACLArn"], ResourceArn=props["ResourceArn"])
        return Created(f"{props['ResourceArn']}|{props['WebACLArn']}")

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ResourceArn", "WebACLArn")
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        waf = ctx.client("wafv2")
        # In a replacement the resource may have its new ACL already.
        current = waf.get_web_acl_for_resource(ResourceArn=props["ResourceArn"]).get("WebACL")
        if current and current["ARN"] == props["WebACLArn"]:
            waf.disassociate_web_acl(ResourceArn=props["ResourceArn"])


@resource("AWS::WAFv2::LoggingConfiguration", level=Level.STORED)
class LoggingConfiguration(Resource):
    handles = frozenset({"LogDestinationConfigs", "LoggingFilter", "RedactedFields", "ResourceArn"})

    def create(self, ctx: Context, props: Props) -> Created:
        call(ctx.client("wafv2"), "put_logging_configuration", LoggingConfiguration=pick(props, *self.handles))
        return Created(props["ResourceArn"], {"ManagedByFirewallManager": "false"})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ResourceArn")
        call(ctx.client("wafv2"), "put_logging_configuration", LoggingConfiguration=pick(new, *self.handles))
        return {"ManagedByFirewallManager": "false"}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("wafv2").delete_logging_configuration(ResourceArn=physical_id)
