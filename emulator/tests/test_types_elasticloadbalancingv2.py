"""Elastic Load Balancing's types."""

from __future__ import annotations

from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401


def tags_of(w: World, arn: str) -> list[dict[str, str]]:
    return as_tags(w.client("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])


def some(attributes: list[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [each for each in attributes if each["Key"] in names]


def read_balancer(w: World, made: Created) -> dict[str, Any]:
    balancing, arn = w.client("elbv2"), made.physical_id
    found = balancing.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    subnets = [each["SubnetId"] for each in found["AvailabilityZones"]]
    attributes = balancing.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {
        **found, "Name": found["LoadBalancerName"], "Subnets": subnets, "SubnetMappings": [{"SubnetId": each} for each in subnets],
        "LoadBalancerAttributes": some(attributes, ("routing.http.drop_invalid_header_fields.enabled",)), "Tags": tags_of(w, arn),
    }  # fmt: skip


def read_target_group(w: World, made: Created) -> dict[str, Any]:
    balancing, arn = w.client("elbv2"), made.physical_id
    found = balancing.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"][0]
    attributes = balancing.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    targets = [each["Target"] for each in balancing.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]]
    return {
        **found, "Name": found["TargetGroupName"], "TargetGroupAttributes": some(attributes, ("deregistration_delay.timeout_seconds",)), "Targets": targets,
        "Tags": tags_of(w, arn),
    }  # fmt: skip


def read_listener(w: World, made: Created) -> dict[str, Any]:
    found = w.client("elbv2").describe_listeners(ListenerArns=[made.physical_id])["Listeners"][0]
    attributes = w.client("elbv2").describe_listener_attributes(ListenerArn=made.physical_id)["Attributes"]
    return {**found, "ListenerAttributes": some(attributes, ("tcp.idle_timeout.seconds",))}


def read_rule(w: World, made: Created) -> dict[str, Any]:
    found = w.client("elbv2").describe_rules(RuleArns=[made.physical_id])["Rules"][0]
    return {**found, "ListenerArn": made.physical_id.replace(":listener-rule/", ":listener/").rsplit("/", 1)[0]}


def balancer(w: World, kind: str = "application") -> str:
    props = {"Subnets": [w.subnet, w.other_subnet], "Type": kind, "Scheme": "internal"}
    return w.make("AWS::ElasticLoadBalancingV2::LoadBalancer", props).physical_id


def listener(w: World) -> str:
    props = {"LoadBalancerArn": balancer(w), "Port": 80, "Protocol": "HTTP", "DefaultActions": [fixed("404")]}
    return w.make("AWS::ElasticLoadBalancingV2::Listener", props).physical_id


def target_group(w: World) -> str:
    props = {"Name": w.name("tcp"), "Port": 443, "Protocol": "TCP", "VpcId": w.vpc}
    return w.make("AWS::ElasticLoadBalancingV2::TargetGroup", props).physical_id


def fixed(status: str) -> dict[str, Any]:
    return {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": status, "ContentType": "text/plain", "MessageBody": "no"}}


def certificate(w: World) -> str:
    return w.client("acm").request_certificate(DomainName=f"{w.suffix}.example.com")["CertificateArn"]


CASES = [
    Case(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        props=lambda w: {
            "IpAddressType": "ipv4", "LoadBalancerAttributes": [{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}], "Name": w.name("made"),
            "Scheme": "internal", "SecurityGroups": [w.group], "Subnets": [w.subnet, w.other_subnet], "Tags": TAGS, "Type": "application",
        },
        read=reads(read_balancer),
        change=lambda w: {
            "IpAddressType": "dualstack", "LoadBalancerAttributes": [{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"}],
            "SecurityGroups": [w.other_group], "Tags": OTHER_TAGS,
        },
        replace=lambda w: {"Name": "other", "Scheme": "internet-facing", "Type": "network"},
        attributes={
            "LoadBalancerArn": rf"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/made-\w+/\w+", "LoadBalancerName": r"made-\w+",
            "LoadBalancerFullName": r"app/made-\w+/\w+", "CanonicalHostedZoneID": r"\w+", "DNSName": r".+\.amazonaws\.com",
        },
    ),
    Case(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        label="network",
        props=lambda w: {"Type": "network", "Scheme": "internal", "SubnetMappings": [{"SubnetId": w.subnet}, {"SubnetId": w.other_subnet}]},
        read=reads(read_balancer),
        ref=r".+:loadbalancer/\w+/stack-Thing-\w+/\w+",
    ),
    Case(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        props=lambda w: {
            "HealthCheckEnabled": "true", "HealthCheckIntervalSeconds": "10", "HealthCheckPath": "/health", "HealthCheckPort": "8080",
            "HealthCheckProtocol": "HTTP", "HealthCheckTimeoutSeconds": "5", "HealthyThresholdCount": "2", "IpAddressType": "ipv4", "Matcher": {"HttpCode": "200"},
            "Name": w.name("made"), "Port": "443", "Protocol": "HTTPS", "ProtocolVersion": "HTTP1", "Tags": TAGS, "TargetType": "ip",
            "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}], "Targets": [{"Id": "10.0.0.5", "Port": "443"}],
            "UnhealthyThresholdCount": "3", "VpcId": w.vpc,
        },
        read=reads(read_target_group),
        change=lambda w: {
            "HealthCheckIntervalSeconds": 20, "HealthCheckPath": "/up", "Matcher": {"HttpCode": "204"}, "Tags": OTHER_TAGS, "Targets": [{"Id": "10.0.0.6", "Port": 443}],
            "TargetGroupAttributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "60"}], "UnhealthyThresholdCount": 4,
        },
        replace=lambda w: {
            "IpAddressType": "ipv6", "Name": "other", "Port": 80, "Protocol": "HTTP", "ProtocolVersion": "HTTP2", "TargetType": "instance", "VpcId": "vpc-1",
        },
        attributes={
            "TargetGroupArn": rf"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/made-\w+/\w+", "TargetGroupName": r"made-\w+",
            "TargetGroupFullName": r"targetgroup/made-\w+/\w+", "LoadBalancerArns": r"\[.*\]",
        },
    ),
    Case(
        "AWS::ElasticLoadBalancingV2::Listener",
        props=lambda w: {
            "Certificates": [{"CertificateArn": certificate(w)}], "DefaultActions": [fixed("404")], "LoadBalancerArn": balancer(w), "Port": "443",
            "Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS-1-2-2017-01",
        },
        read=reads(read_listener),
        change=lambda w: {"DefaultActions": [fixed("403")], "Port": 8443, "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
        replace=lambda w: {"LoadBalancerArn": "other"},
        attributes={"ListenerArn": rf"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener/app/.+"},
    ),
    Case(
        "AWS::ElasticLoadBalancingV2::Listener",
        label="network",
        props=lambda w: {
            "AlpnPolicy": ["HTTP2Only"], "DefaultActions": [{"Type": "forward", "TargetGroupArn": target_group(w)}], "LoadBalancerArn": balancer(w, "network"),
            "ListenerAttributes": [{"Key": "tcp.idle_timeout.seconds", "Value": "60"}], "Port": 443, "Protocol": "TCP",
        },
        read=reads(read_listener),
    ),
    Case(
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        props=lambda w: {
            "Actions": [fixed("403")], "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/admin/*"]}}], "ListenerArn": listener(w), "Priority": "10",
        },
        read=reads(read_rule),
        change=lambda w: {"Actions": [fixed("404")], "Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a/*", "/b/*"]}}], "Priority": 20},
        replace=lambda w: {"ListenerArn": "other"},
        attributes={"RuleArn": rf"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:listener-rule/app/.+", "IsDefault": "false"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)
