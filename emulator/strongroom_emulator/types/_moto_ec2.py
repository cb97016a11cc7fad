"""What moto's EC2 leaves behind or forgets, so that a network can be changed and taken down as on AWS."""

from __future__ import annotations

from functools import lru_cache
from inspect import signature
from typing import Any

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def take_defaults_along() -> None:
    """A deleted subnet leaves its ACL, a deleted VPC takes its default ACL with it."""
    from moto.ec2.models import EC2Backend

    delete_subnet, delete_vpc = EC2Backend.delete_subnet, EC2Backend.delete_vpc

    def without_acl(self: Any, subnet_id: str) -> Any:
        deleted = delete_subnet(self, subnet_id)
        for acl in self.network_acls.values():
            acl._associations = {key: value for key, value in acl._associations.items() if value.subnet_id != subnet_id}
        return deleted

    def with_default_acl(self: Any, vpc_id: str) -> Any:
        deleted = delete_vpc(self, vpc_id)
        for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id and acl.default]:
            del self.network_acls[acl.id]
        return deleted

    override(EC2Backend, "delete_subnet")(without_acl)
    override(EC2Backend, "delete_vpc")(with_default_acl)


@lru_cache(maxsize=None)
def have_entries_of_aws() -> None:
    """Every ACL ends with entries of AWS's that deny, and a VPC's own begins with ones that allow; those of IPv6 come with its addresses."""
    from moto.ec2.models import EC2Backend

    create, associate = EC2Backend.create_network_acl, EC2Backend.associate_vpc_cidr_block

    def add(backend: Any, acl: Any, number: int, action: str, **block: str) -> None:
        taken = {(each.rule_number, each.egress) for each in acl.network_acl_entries}
        settings = dict.fromkeys(("icmp_code", "icmp_type", "port_range_from", "port_range_to", "cidr_block", "ipv6_cidr_block"))
        for egress in (True, False):
            if (number, egress) not in taken:
                entry = {"rule_number": number, "rule_action": action, "egress": egress, "protocol": "-1", **settings, **block}
                backend.create_network_acl_entry(network_acl_id=acl.id, **entry)

    def add_ipv6(backend: Any, acl: Any) -> None:
        if acl.default:
            add(backend, acl, 101, "allow", ipv6_cidr_block="::/0")
        add(backend, acl, 32768, "deny", ipv6_cidr_block="::/0")

    def create_network_acl(self: Any, vpc_id: str, *rest: Any, **named: Any) -> Any:
        acl = create(self, vpc_id, *rest, **named)
        add(self, acl, 32767, "deny", cidr_block="0.0.0.0/0")
        if self.get_vpc(vpc_id).get_cidr_block_association_set(ipv6=True):
            add_ipv6(self, acl)
        return acl

    def associate_vpc_cidr_block(self: Any, vpc_id: str, cidr_block: str, amazon_provided_ipv6_cidr_block: bool) -> Any:
        made = associate(self, vpc_id, cidr_block, amazon_provided_ipv6_cidr_block)
        for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id and amazon_provided_ipv6_cidr_block]:
            add_ipv6(self, acl)
        return made

    override(EC2Backend, "create_network_acl")(create_network_acl)
    override(EC2Backend, "associate_vpc_cidr_block")(associate_vpc_cidr_block)


@lru_cache(maxsize=None)
def tell_why_rules_are_there() -> None:
    """DescribeSecurityGroupRules of moto tells a description of a rule about addresses only."""
    from moto.ec2.models.security_groups import SecurityGroupRule

    begin = SecurityGroupRule.__init__

    def remember(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self.note_of_list = (signature(begin).bind(self, *given, **named).arguments.get("prefix_list_id") or {}).get("Description")

    def description(self: Any) -> str | None:
        return self.ip_range.get("Description") or self.source_group.get("Description") or self.note_of_list

    override(SecurityGroupRule, "__init__")(remember)
    override(SecurityGroupRule, "description")(property(description))  # type: ignore[arg-type]


@lru_cache(maxsize=None)
def keep_icmp_types() -> None:
    """moto looks for an ACL entry's ICMP type and code under a name the API doesn't use."""
    from moto.ec2.responses.network_acls import NetworkACLs

    def keeping(method: Any) -> Any:
        def entry(self: Any) -> Any:
            answer = method(self)
            number, egress, icmp = self._get_param("RuleNumber"), self._get_param("Egress"), self._get_param("IcmpTypeCode")
            for each in self.ec2_backend.get_network_acl(self._get_param("NetworkAclId")).network_acl_entries if icmp else []:
                if (each.rule_number, each.egress) == (number, egress):
                    each.icmp_code, each.icmp_type = icmp.get("Code"), icmp.get("Type")
            return answer

        return entry

    override(NetworkACLs, "create_network_acl_entry")(keeping(NetworkACLs.create_network_acl_entry))
    override(NetworkACLs, "replace_network_acl_entry")(keeping(NetworkACLs.replace_network_acl_entry))


@lru_cache(maxsize=None)
def keep_private_dns() -> None:
    """moto's ModifyVpcEndpoint drops PrivateDnsEnabled."""
    from moto.ec2.responses.vpcs import VPCs

    modify = VPCs.modify_vpc_endpoint

    def modify_vpc_endpoint(self: Any) -> Any:
        answer, private_dns = modify(self), self._get_param("PrivateDnsEnabled")
        if private_dns is not None:
            endpoint = self.ec2_backend.vpc_end_points[self._get_param("VpcEndpointId")]
            endpoint.private_dns_enabled = str(private_dns).lower() == "true"
        return answer

    override(VPCs, "modify_vpc_endpoint")(modify_vpc_endpoint)


@lru_cache(maxsize=None)
def keep_endpoint_addresses() -> None:
    """moto drops an endpoint's kinds of addresses and DNS records."""
    from moto.ec2.responses.vpcs import VPCs

    create, modify = VPCs.create_vpc_endpoint, VPCs.modify_vpc_endpoint

    def keep(response: Any, endpoint: Any) -> None:
        for parameter, attribute in (("IpAddressType", "ip_address_type"), ("DnsOptions", "dns_options")):
            if response._get_param(parameter):
                setattr(endpoint, attribute, response._get_param(parameter))

    def create_vpc_endpoint(self: Any) -> Any:
        answer = create(self)
        keep(self, answer.result["VpcEndpoint"])
        return answer

    def modify_vpc_endpoint(self: Any) -> Any:
        answer = modify(self)
        keep(self, self.ec2_backend.vpc_end_points[self._get_param("VpcEndpointId")])
        return answer

    override(VPCs, "create_vpc_endpoint")(create_vpc_endpoint)
    override(VPCs, "modify_vpc_endpoint")(modify_vpc_endpoint)


@lru_cache(maxsize=None)
def keep_flow_log_files() -> None:
    """moto drops the format and the partitions of the files that flow logs are written to."""
    from moto.ec2.responses.flow_logs import FlowLogs

    create = FlowLogs.create_flow_logs

    def create_flow_logs(self: Any) -> Any:
        answer, options = create(self), self._get_param("DestinationOptions")
        for made in answer.result["FlowLogIds"] if options else []:
            self.ec2_backend.flow_logs[made].destination_options = options
        return answer

    override(FlowLogs, "create_flow_logs")(create_flow_logs)


@lru_cache(maxsize=None)
def log_flows_under_a_prefix() -> None:
    """moto takes a bucket's prefix in a flow log's destination for a part of the bucket's name."""
    from moto.ec2.models import EC2Backend

    create = EC2Backend.create_flow_logs

    def create_flow_logs(self: Any, resource_type: str, resource_ids: list[str], traffic_type: str, deliver_logs_permission_arn: str,
                         log_destination_type: str, log_destination: str, *rest: Any, **named: Any) -> Any:  # fmt: skip
        bucket = log_destination.split("/")[0] if log_destination_type == "s3" and log_destination else log_destination
        made, failed = create(
            self, resource_type, resource_ids, traffic_type, deliver_logs_permission_arn, log_destination_type, bucket, *rest, **named
        )  # fmt: skip
        for flow_log in made:
            flow_log.log_destination = log_destination
        return made, failed

    override(EC2Backend, "create_flow_logs")(create_flow_logs)


@lru_cache(maxsize=None)
def keep_changed_list_sizes() -> None:
    """moto drops ModifyManagedPrefixList's MaxEntries."""
    from moto.ec2.responses.vpcs import VPCs

    modify = VPCs.modify_managed_prefix_list

    def modify_managed_prefix_list(self: Any) -> Any:
        answer, size = modify(self), self._get_param("MaxEntries")
        if size is not None:
            self.ec2_backend.managed_prefix_lists[self._get_param("PrefixListId")].max_entries = int(size)
        return answer

    override(VPCs, "modify_managed_prefix_list")(modify_managed_prefix_list)
