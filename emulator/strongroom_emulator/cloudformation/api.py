"""The CloudFormation API: what the CDK's CLI and the SDKs call. moto parses requests and writes answers."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import unquote, urlparse

from botocore.exceptions import ClientError
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, ValidationError
from moto.core.responses import ActionResult, BaseResponse, EmptyResult

from strongroom_emulator.resource import client

from . import views
from .deployer import NO_PARAMETERS, Deployer, guarded
from .plan import Plan, foresee_changes, make_plan
from .stack import ChangeSet, Region, Stack, now, region_of
from .template import TemplateError, parse

PATIENCE = 20  # seconds that a call waits for its operation, so that most are over when the caller first asks
UPDATABLE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED"}
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


def _action(method: Callable[["Api"], dict[str, Any] | None]) -> Callable[["Api"], ActionResult]:
    """A wrong template is the caller's fault: a 400 with the reason, never a 500."""

    @wraps(method)
    def act(self: "Api") -> ActionResult:
        try:
            result = method(self)
        except TemplateError as error:
            raise ValidationError(message=str(error)) from error
        return EmptyResult() if result is None else ActionResult(result)

    return act


class Api(BaseResponse):
    def __init__(self) -> None:
        super().__init__(service_name="cloudformation")
        self.automated_parameter_parsing = True

    @property
    def _region(self) -> Region:
        return region_of(self.current_account, self.region)

    # Stacks

    @_action
    def create_stack(self) -> dict[str, Any]:
        name = self._get_param("StackName")
        if self._region.find(name):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        stack = self._new_stack(name)
        plan = make_plan(self._region, stack, self._body(None), self._given(None), stack.tags)
        self._add(stack)
        region, rollback = self._region, self._rolls_back()
        self._run(stack, "CREATE_FAILED", lambda: Deployer(region, stack).create(plan, rollback=rollback))
        return {"StackId": stack.id}

    @_action
    def update_stack(self) -> dict[str, Any]:
        stack = self._updatable(self._get_param("StackName"))
        plan = self._updated(stack)
        if self._unchanged(stack, plan):
            raise ValidationError(message="No updates are to be performed.")
        region, rollback = self._region, self._rolls_back()
        self._run(stack, "UPDATE_ROLLBACK_FAILED", lambda: Deployer(region, stack).update(plan, rollback=rollback))
        return {"StackId": stack.id}

    @_action
    def delete_stack(self) -> None:
        stack = self._region.find(self._get_param("StackName"))
        if stack is None or stack.status == "DELETE_COMPLETE":
            return
        if stack.busy:
            raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while in status {stack.status}")
        if stack.termination_protection:
            raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
        region, retain = self._region, self._get_param("RetainResources", [])
        self._run(stack, "DELETE_FAILED", lambda: Deployer(region, stack).delete(retain))

    @_action
    def update_termination_protection(self) -> dict[str, Any]:
        stack = self._stack(self._get_param("StackName"))
        stack.termination_protection = bool(self._get_bool_param("EnableTerminationProtection"))
        return {"StackId": stack.id}

    @_action
    def describe_stacks(self) -> dict[str, Any]:
        name = self._get_param("StackName")
        return {"Stacks": [views.stack(item) for item in ([self._stack(name)] if name else self._region.live)]}

    @_action
    def list_stacks(self) -> dict[str, Any]:
        wanted = self._get_param("StackStatusFilter", [])
        return {"StackSummaries": [views.stack_summary(item) for item in self._region.stacks if not wanted or item.status in wanted]}

    @_action
    def describe_stack_events(self) -> dict[str, Any]:
        return {"StackEvents": [views.event(item) for item in reversed(self._stack(self._get_param("StackName")).events)]}

    @_action
    def describe_events(self) -> dict[str, Any]:
        return {"OperationEvents": []}  # of validations before a deployment, which there are none of here

    @_action
    def describe_stack_resource(self) -> dict[str, Any]:
        stack, logical_id = self._stack(self._get_param("StackName")), self._get_param("LogicalResourceId")
        if logical_id not in stack.resources:
            raise ValidationError(message=f"Resource {logical_id} does not exist for stack {stack.name}")
        return {"StackResourceDetail": views.resource(stack, stack.resources[logical_id], "LastUpdatedTimestamp")}

    @_action
    def describe_stack_resources(self) -> dict[str, Any]:
        physical_id, logical_id, name = (self._get_param(key) for key in ("PhysicalResourceId", "LogicalResourceId", "StackName"))
        stacks = [self._stack(name)] if name else self._region.live
        found = [(stack, item) for stack in stacks for item in list(stack.resources.values())]
        chosen = [pair for pair in found if physical_id in (None, pair[1].physical_id) and logical_id in (None, pair[1].logical_id)]
        if physical_id and not chosen:
            raise ValidationError(message=f"Stack for {physical_id} does not exist")
        return {"StackResources": [views.resource(stack, item, "Timestamp") for stack, item in chosen]}

    @_action
    def list_stack_resources(self) -> dict[str, Any]:
        stack = self._stack(self._get_param("StackName"))
        return {"StackResourceSummaries": [views.resource(stack, item, "LastUpdatedTimestamp") for item in list(stack.resources.values())]}

    @_action
    def list_exports(self) -> dict[str, Any]:
        exports = [(stack.id, name, value) for stack in self._region.live for name, value in stack.exports.items()]
        return {"Exports": [{"ExportingStackId": owner, "Name": name, "Value": value} for owner, name, value in exports]}

    @_action
    def list_imports(self) -> dict[str, Any]:
        export = self._get_param("ExportName")
        users = [stack.name for stack in self._region.live if export in stack.imports]
        if not users:
            raise ValidationError(message=f"Export '{export}' is not imported by any stack.")
        return {"Imports": users}

    # Templates

    @_action
    def get_template(self) -> dict[str, Any]:
        return {"TemplateBody": self._stack(self._get_param("StackName")).body, "StagesAvailable": ["Original", "Processed"]}

    @_action
    def get_template_summary(self) -> dict[str, Any]:
        name = self._get_param("StackName")
        return views.template_summary(parse(self._stack(name).body if name else self._body(None)))

    @_action
    def validate_template(self) -> dict[str, Any]:
        summary = views.template_summary(parse(self._body(None)))
        parameters = [{key: value for key, value in item.items() if key != "ParameterType"} for item in summary["Parameters"]]
        return {**summary, "Parameters": parameters, "Capabilities": []}

    # Change sets

    @_action
    def create_change_set(self) -> dict[str, Any]:
        name, kind = self._get_param("StackName"), self._get_param("ChangeSetType", "UPDATE")
        if kind == "IMPORT":
            raise ValidationError(message="importing existing resources is not emulated")
        existing = self._region.find(name)
        if kind == "CREATE":
            if existing and existing.status != "REVIEW_IN_PROGRESS":
                raise ValidationError(message=f"Stack [{name}] already exists and cannot be created again with a change set of type CREATE.")
            stack = existing or self._new_stack(name)
        else:
            stack = self._updatable(name)
        plan = self._updated(stack)
        changed = kind == "CREATE" or not self._unchanged(stack, plan)
        change_set = ChangeSet(
            id=self._arn(f"changeSet/{self._get_param('ChangeSetName')}/{uuid.uuid4()}"),
            name=self._get_param("ChangeSetName"),
            type=kind,
            body=plan.body,
            given=plan.parameters.given,
            tags=plan.tags,
            description=self._get_param("Description"),
            changes=foresee_changes(stack, plan, self._region) if changed else [],
            status="CREATE_COMPLETE" if changed else "FAILED",
            execution_status="AVAILABLE" if changed else "UNAVAILABLE",
            reason=None if changed else NO_CHANGES,
            rollback=self._rolls_back(),
        )
        if stack is not existing:
            self._add(stack)
            stack.become("REVIEW_IN_PROGRESS", "User Initiated")
        stack.change_sets[change_set.name] = change_set
        return {"Id": change_set.id, "StackId": stack.id}

    @_action
    def describe_change_set(self) -> dict[str, Any]:
        return views.change_set(*self._change_set())

    @_action
    def list_change_sets(self) -> dict[str, Any]:
        stack = self._stack(self._get_param("StackName"))
        return {"Summaries": [views.change_set_summary(stack, item) for item in stack.change_sets.values()]}

    @_action
    def delete_change_set(self) -> None:
        try:
            stack, change_set = self._change_set()
        except ChangeSetNotFound:
            return
        del stack.change_sets[change_set.name]

    @_action
    def execute_change_set(self) -> None:
        stack, change_set = self._change_set()
        if change_set.execution_status != "AVAILABLE":
            raise ValidationError(message=f"ChangeSet [{change_set.id}] cannot be executed in its current status of [{change_set.status}]")
        region, creates = self._region, change_set.type == "CREATE"
        plan = make_plan(region, stack, change_set.body, change_set.given, change_set.tags)
        rollback = change_set.rollback and self._rolls_back()
        stack.change_sets = {change_set.name: change_set}
        change_set.execution_status = "EXECUTE_IN_PROGRESS"

        def operation() -> None:
            deployer = Deployer(region, stack)
            (deployer.create if creates else deployer.update)(plan, rollback=rollback)
            failed = "ROLLBACK" in stack.status or stack.status.endswith("_FAILED")
            change_set.execution_status = "EXECUTE_FAILED" if failed else "EXECUTE_COMPLETE"

        self._run(stack, "CREATE_FAILED" if creates else "UPDATE_ROLLBACK_FAILED", operation)

    # What is shared

    def _run(self, stack: Stack, failed_status: str, operation: Callable[[], None]) -> None:
        stack.reason = None
        thread = threading.Thread(target=guarded(stack, failed_status, operation), name=f"stack-{stack.name}", daemon=True)
        thread.start()
        thread.join(PATIENCE)

    def _add(self, stack: Stack) -> None:
        with self._region.lock:
            if self._region.find(stack.name):
                raise AlreadyExistsException(f"Stack [{stack.name}] already exists")
            self._region.stacks.append(stack)

    def _stack(self, name_or_id: str) -> Stack:
        stack = self._region.find(name_or_id)
        if stack is None:
            raise ValidationError(message=f"Stack with id {name_or_id} does not exist")
        return stack

    def _updatable(self, name: str) -> Stack:
        stack = self._region.find(name)
        if stack is None or stack.status == "DELETE_COMPLETE":
            raise ValidationError(message=f"Stack [{name}] does not exist")
        if stack.status not in UPDATABLE:
            raise ValidationError(message=f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
        return stack

    def _change_set(self) -> tuple[Stack, ChangeSet]:
        wanted, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        stacks = [self._region.find(stack_name)] if stack_name else self._region.live
        for stack in filter(None, stacks):
            for change_set in stack.change_sets.values():
                if wanted == change_set.id or (stack_name and wanted == change_set.name):
                    return stack, change_set
        raise ChangeSetNotFound(f"ChangeSet [{wanted}] does not exist")

    def _new_stack(self, name: str) -> Stack:
        if not re.fullmatch(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", name or ""):
            raise ValidationError(message=f"Stack name {name!r} must begin with a letter and hold letters, digits and hyphens only")
        return Stack(
            name=name,
            id=self._arn(f"stack/{name}/{uuid.uuid4()}"),
            region=self.region,
            account=self.current_account,
            body="{}",
            template={},
            parameters=NO_PARAMETERS,
            tags=self._tags(),
            status="REVIEW_IN_PROGRESS",
            termination_protection=bool(self._get_bool_param("EnableTerminationProtection")),
            role_arn=self._get_param("RoleARN"),
            notification_arns=list(self._get_param("NotificationARNs", [])),
            created=now(),
        )

    def _arn(self, resource: str) -> str:
        return f"arn:{self.partition}:cloudformation:{self.region}:{self.current_account}:{resource}"

    def _tags(self) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self._get_param("Tags", [])}

    def _rolls_back(self) -> bool:
        return not self._get_bool_param("DisableRollback", False) and self._get_param("OnFailure") != "DO_NOTHING"

    def _given(self, stack: Stack | None) -> Mapping[str, str]:
        given = {}
        for parameter in self._get_param("Parameters", []):
            key = parameter["ParameterKey"]
            if str(parameter.get("UsePreviousValue", "")).lower() == "true":
                if stack and key in stack.parameters.given:
                    given[key] = stack.parameters.given[key]
            elif "ParameterValue" in parameter:
                given[key] = parameter["ParameterValue"]
        return given

    def _body(self, stack: Stack | None) -> str:
        body, url = self._get_param("TemplateBody"), self._get_param("TemplateURL")
        if body:
            return str(body)
        if url:
            return self._from_s3(url)
        if stack and self._get_bool_param("UsePreviousTemplate"):
            return stack.body
        raise ValidationError(message="Either Template URL or Template Body must be specified.")

    def _from_s3(self, url: str) -> str:
        """Both styles of address; the host isn't contacted, the object is read here."""
        parts = urlparse(url)
        host, path = parts.hostname or "", unquote(parts.path).lstrip("/")
        by_path = re.match(r"s3[.-]|127\.0\.0\.1$|localhost$", host)
        bucket, key = path.split("/", 1) if by_path and "/" in path else (re.split(r"\.s3[.-]", host)[0], path)
        try:
            return str(client("s3", self.region).get_object(Bucket=bucket, Key=key)["Body"].read().decode())
        except ClientError as error:
            raise ValidationError(message=f"S3 error: {error.response['Error']['Message']} ({url})") from error

    def _updated(self, stack: Stack) -> Plan:
        tags = self._tags() if self._get_param("Tags") else stack.tags
        return make_plan(self._region, stack, self._body(stack), self._given(stack), tags)

    def _unchanged(self, stack: Stack, plan: Plan) -> bool:
        same = (stack.template, stack.parameters.resolved, stack.tags) == (plan.template, plan.parameters.resolved, dict(plan.tags))
        return same and not stack.status.endswith("_FAILED")  # what failed and was kept may be tried again as it is


def install() -> None:
    from moto.cloudformation import urls

    urls.url_paths = {"{0}/$": Api.dispatch}
