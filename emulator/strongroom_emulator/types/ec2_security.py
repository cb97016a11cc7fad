"""Amazon VPC: security groups and network ACLs."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool, to_int
from strongroom_emulator.types import _moto_ec2
from strongroom_emulator.types._api import absence_is_success, call, generated_name, pick
from strongroom_emulator.types._ec2 import PartOfVpc, only, set_tags

_moto_ec2.have_entries_of_aws()
_moto_ec2.keep_icmp_types()
_moto_ec2.tell_why_rules_are_there()

_DIRECTIONS = {"SecurityGroupIngress": "ingress", "SecurityGroupEgress": "egress"}


@resource("AWS::EC2::SecurityGroup", level=Level.STORED, name_property="GroupName")
class SecurityGroup(Resource):
    handles = frozenset({"GroupDescription", "GroupName", "SecurityGroupEgress", "SecurityGroupIngress", "Tags", "VpcId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        name = generated_name(ctx, props, "GroupName", limit=255)
        group = ec2.create_security_group(GroupName=name, **pick(props, "VpcId", Description="GroupDescription"))["GroupId"]
        ctx.made(group)
        if props.get("SecurityGroupEgress"):
            _drop_default_egress(ec2, group)
        for name, direction in _DIRECTIONS.items():
            _change_rules(ec2, group, direction, [], _rules(props, name))
        set_tags(ec2, group, {}, props)
        return Created(group, _group_attributes(ec2, group))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "GroupDescription", "GroupName", "VpcId")
        ec2 = ctx.client("ec2")
        for name, direction in _DIRECTIONS.items():
            before, after = _rules(old, name), _rules(new, name)
            if direction == "egress":
                if after and not before:
                    _drop_default_egress(ec2, physical_id)
                after = after or [_ALLOW_ALL_OUT]
            _change_rules(ec2, physical_id, direction, before, after)
        set_tags(ec2, physical_id, old, new)
        return _group_attributes(ec2, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_security_group(GroupId=physical_id)


_ALLOW_ALL_OUT: Props = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def _drop_default_egress(ec2: Any, group: str) -> None:
    """What allows everything out goes once there is another rule ("SecurityGroupEgress", CloudFormation)."""
    found = only(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"])["IpPermissionsEgress"]
    for permission in found:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[permission])


def _group_attributes(ec2: Any, group: str) -> Attributes:
    found = only(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"])
    return {"Id": group, "GroupId": group, "VpcId": found.get("VpcId", "")}


def _rules(props: Props, name: str) -> list[Props]:
    return [_permission(rule) for rule in props.get(name, [])]


def _permission(rule: Props) -> Props:
    """A rule as CloudFormation writes it, as an IpPermission of the API."""
    made: Props = {"IpProtocol": _protocol(rule["IpProtocol"])}
    made.update({name: to_int(rule[name]) for name in ("FromPort", "ToPort") if name in rule})
    note = pick(rule, "Description")
    if "CidrIp" in rule:
        made["IpRanges"] = [{"CidrIp": rule["CidrIp"], **note}]
    if "CidrIpv6" in rule:
        made["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **note}]
    peer = pick(rule, UserId="SourceSecurityGroupOwnerId", GroupId="SourceSecurityGroupId", GroupName="SourceSecurityGroupName")
    peer |= pick(rule, GroupId="DestinationSecurityGroupId")
    if peer:
        made["UserIdGroupPairs"] = [{**peer, **note}]
    prefix_list = rule.get("SourcePrefixListId", rule.get("DestinationPrefixListId"))
    if prefix_list:
        made["PrefixListIds"] = [{"PrefixListId": prefix_list, **note}]
    return made


def _protocol(value: Any) -> str:
    """EC2 gives the names of the protocols that have one."""
    return {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}.get(str(value), str(value))


def _change_rules(ec2: Any, group: str, direction: str, old: list[Props], new: list[Props]) -> None:
    removed, added = [rule for rule in old if rule not in new], [rule for rule in new if rule not in old]
    for rule in removed:
        with absence_is_success():
            getattr(ec2, f"revoke_security_group_{direction}")(GroupId=group, IpPermissions=[rule])
    for rule in added:
        _authorize(ec2, group, direction, rule)


def _authorize(ec2: Any, group: str, direction: str, rule: Props) -> list[Props]:
    try:
        return getattr(ec2, f"authorize_security_group_{direction}")(GroupId=group, IpPermissions=[rule])["SecurityGroupRules"]
    except ClientError as error:
        # CDK writes "allow all out" where it is the default.
        if error.response["Error"]["Code"] != "InvalidPermission.Duplicate" or rule != _ALLOW_ALL_OUT:
            raise
        return []


class _SecurityGroupRule(Resource):
    """A rule of its own, known by its rule id."""

    _direction: str
    _fixed: tuple[str, ...]

    def create(self, ctx: Context, props: Props) -> Created:
        rules = _authorize(ctx.client("ec2"), props["GroupId"], self._direction, _permission(props))
        rule = rules[0]["SecurityGroupRuleId"] if rules else ctx.name
        return Created(rule, {"Id": rule})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._fixed)
        if changed(old, new, ("Description",)):
            rule = _permission({"Description": "", **new})
            getattr(ctx.client("ec2"), f"update_security_group_rule_descriptions_{self._direction}")(GroupId=new["GroupId"], IpPermissions=[rule])
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            if physical_id.startswith("sgr-"):
                rule = {"SecurityGroupRuleIds": [physical_id]}
            else:
                rule = {"IpPermissions": [_permission(props)]}
            getattr(ctx.client("ec2"), f"revoke_security_group_{self._direction}")(GroupId=props["GroupId"], **rule)


@resource("AWS::EC2::SecurityGroupIngress", level=Level.STORED)
class SecurityGroupIngress(_SecurityGroupRule):
    _direction = "ingress"
    _fixed = (
        "CidrIp", "CidrIpv6", "FromPort", "GroupId", "IpProtocol", "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName",
        "SourceSecurityGroupOwnerId", "ToPort",
    )  # fmt: skip
    handles = frozenset({*_fixed, "Description"})


@resource("AWS::EC2::SecurityGroupEgress", level=Level.STORED)
class SecurityGroupEgress(_SecurityGroupRule):
    _direction = "egress"
    _fixed = ("CidrIp", "CidrIpv6", "DestinationPrefixListId", "DestinationSecurityGroupId", "FromPort", "GroupId", "IpProtocol", "ToPort")
    handles = frozenset({*_fixed, "Description"})


@resource("AWS::EC2::NetworkAcl", level=Level.STORED)
class NetworkAcl(PartOfVpc):
    noun, key = "network_acl", "NetworkAcl"


@resource("AWS::EC2::NetworkAclEntry", level=Level.STORED)
class NetworkAclEntry(Resource):
    _CHANGEABLE = ("CidrBlock", "Ipv6CidrBlock", "PortRange", "Protocol", "RuleAction")
    handles = frozenset({*_CHANGEABLE, "Egress", "Icmp", "NetworkAclId", "RuleNumber"})

    def create(self, ctx: Context, props: Props) -> Created:
        call(ctx.client("ec2"), "create_network_acl_entry", **self._entry(props))
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Egress", "NetworkAclId", "RuleNumber")
        call(ctx.client("ec2"), "replace_network_acl_entry", **self._entry(new))
        return {"Id": physical_id}

    def _entry(self, props: Props) -> Props:
        return {"Egress": props.get("Egress", False), **pick(props, "NetworkAclId", "RuleNumber", *self._CHANGEABLE, IcmpTypeCode="Icmp")}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2, entry = ctx.client("ec2"), self._entry(props)
        number, egress = to_int(entry["RuleNumber"]), to_bool(entry["Egress"])
        with absence_is_success():
            # moto answers 500 for an entry it does not know.
            acl = only(ec2.describe_network_acls(NetworkAclIds=[props["NetworkAclId"]])["NetworkAcls"])
            if any((each["RuleNumber"], each["Egress"]) == (number, egress) for each in acl["Entries"]):
                ec2.delete_network_acl_entry(NetworkAclId=props["NetworkAclId"], RuleNumber=number, Egress=egress)


@resource("AWS::EC2::SubnetNetworkAclAssociation", level=Level.STORED)
class SubnetNetworkAclAssociation(Resource):
    handles = frozenset({"NetworkAclId", "SubnetId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        current = only(_associations(ec2, "association.subnet-id", props["SubnetId"], "SubnetId"))
        association = ec2.replace_network_acl_association(AssociationId=current["NetworkAclAssociationId"], NetworkAclId=props["NetworkAclId"])
        return Created(association["NewAssociationId"], {"AssociationId": association["NewAssociationId"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "NetworkAclId", "SubnetId")
        return {"AssociationId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        """A subnet always has an ACL: it goes back to its VPC's default."""
        ec2 = ctx.client("ec2")
        current = _associations(ec2, "association.association-id", physical_id, "NetworkAclAssociationId")
        if not current:
            return
        acl = only(ec2.describe_network_acls(NetworkAclIds=[current[0]["NetworkAclId"]])["NetworkAcls"])
        filters = [{"Name": "vpc-id", "Values": [acl["VpcId"]]}, {"Name": "default", "Values": ["true"]}]
        default = only(ec2.describe_network_acls(Filters=filters)["NetworkAcls"])
        ec2.replace_network_acl_association(AssociationId=physical_id, NetworkAclId=default["NetworkAclId"])


def _associations(ec2: Any, filter_name: str, value: str, member: str) -> list[Props]:
    acls = ec2.describe_network_acls(Filters=[{"Name": filter_name, "Values": [value]}])["NetworkAcls"]
    return [each for acl in acls for each in acl["Associations"] if each[member] == value]
