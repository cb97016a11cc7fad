"""Stacks as the API's answers show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .stack import Change, ChangeSet, Event, Output, Stack, StackResource


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def tags(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def stack(item: Stack) -> dict[str, Any]:
    return without_none({
        "StackId": item.id,
        "StackName": item.name,
        "Description": item.description,
        "Parameters": _parameters(item),
        "CreationTime": item.created,
        "LastUpdatedTime": item.updated,
        "DeletionTime": item.deleted,
        "StackStatus": item.status,
        "StackStatusReason": item.reason,
        "DisableRollback": False,
        "NotificationARNs": item.notification_arns,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        "Outputs": [_output(output) for output in item.outputs],
        "RoleARN": item.role_arn,
        "Tags": tags(item.tags),
        "EnableTerminationProtection": item.termination_protection,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    })  # fmt: skip


def stack_summary(item: Stack) -> dict[str, Any]:
    return without_none({
        "StackId": item.id,
        "StackName": item.name,
        "TemplateDescription": item.description,
        "CreationTime": item.created,
        "LastUpdatedTime": item.updated,
        "DeletionTime": item.deleted,
        "StackStatus": item.status,
        "StackStatusReason": item.reason,
    })  # fmt: skip


def _parameters(item: Stack) -> list[dict[str, Any]]:
    shown = []
    for name, value in item.parameters.given.items():
        resolved = item.parameters.resolved.get(name)
        hidden = name in item.parameters.hidden
        from_ssm = str((item.template.get("Parameters") or {}).get(name, {}).get("Type", "")).startswith("AWS::SSM::")
        text = ",".join(resolved) if isinstance(resolved, list) else str(resolved)
        shown.append(without_none({
            "ParameterKey": name,
            "ParameterValue": "****" if hidden else value,
            "ResolvedValue": text if from_ssm and not hidden else None,
        }))  # fmt: skip
    return shown


def _output(output: Output) -> dict[str, Any]:
    return without_none({
        "OutputKey": output.key, "OutputValue": output.value, "Description": output.description, "ExportName": output.export,
    })  # fmt: skip


def resource(owner: Stack, item: StackResource, time_key: str) -> dict[str, Any]:
    return without_none({
        "StackId": owner.id,
        "StackName": owner.name,
        "LogicalResourceId": item.logical_id,
        "PhysicalResourceId": item.physical_id,
        "ResourceType": item.type,
        time_key: item.updated,
        "ResourceStatus": item.status,
        "ResourceStatusReason": item.reason,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    })  # fmt: skip


def event(item: Event) -> dict[str, Any]:
    return without_none({
        "StackId": item.stack_id,
        "EventId": item.id,
        "StackName": item.stack_name,
        "LogicalResourceId": item.logical_id,
        "PhysicalResourceId": item.physical_id,
        "ResourceType": item.type,
        "Timestamp": item.time,
        "ResourceStatus": item.status,
        "ResourceStatusReason": item.reason,
    })  # fmt: skip


def change_set(owner: Stack, item: ChangeSet) -> dict[str, Any]:
    return without_none({
        **change_set_summary(owner, item),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in item.given.items()],
        "NotificationARNs": owner.notification_arns,
        "Tags": tags(item.tags),
        "Changes": [_change(change) for change in item.changes],
    })  # fmt: skip


def change_set_summary(owner: Stack, item: ChangeSet) -> dict[str, Any]:
    return without_none({
        "StackId": owner.id,
        "StackName": owner.name,
        "ChangeSetId": item.id,
        "ChangeSetName": item.name,
        "ExecutionStatus": item.execution_status,
        "Status": item.status,
        "StatusReason": item.reason,
        "CreationTime": item.created,
        "Description": item.description,
    })  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    modified = change.action == "Modify"
    details = [
        {
            "Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": "Conditionally"},
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for name in change.properties
    ]
    return {
        "Type": "Resource",
        "ResourceChange": without_none({
            "Action": change.action,
            "LogicalResourceId": change.logical_id,
            "PhysicalResourceId": change.physical_id,
            "ResourceType": change.type,
            "Replacement": "Conditional" if modified else None,
            "Scope": ["Properties"] if modified else [],
            "Details": details,
        }),
    }  # fmt: skip


def template_summary(template: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [
        without_none({
            "ParameterKey": name,
            "DefaultValue": None if parameter.get("Default") is None else str(parameter["Default"]),
            "ParameterType": parameter.get("Type", "String"),
            "NoEcho": str(parameter.get("NoEcho", "")).lower() == "true",
            "Description": parameter.get("Description"),
        })
        for name, parameter in (template.get("Parameters") or {}).items()
    ]  # fmt: skip
    types: Iterable[str] = dict.fromkeys(resource["Type"] for resource in template["Resources"].values())
    return without_none({
        "Parameters": parameters,
        "Description": template.get("Description"),
        "ResourceTypes": list(types),
        "Version": template.get("AWSTemplateFormatVersion"),
    })  # fmt: skip
