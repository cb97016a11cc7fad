"""What moto's EC2 leaves behind or forgets, so that a network can be changed and taken down as on AWS."""

from __future__ import annotations

from functools import lru_cache
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
