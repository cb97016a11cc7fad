"""Applies a plan to a stack: create, update in place or by replacement, delete, and real rollback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from strongroom_emulator.resource import Created, Replace, Replaced

from .plan import Plan
from .provider import Failed, Provider, acted_on
from .stack import RETAINED, Output, Region, Stack, StackResource, journal, now
from .template import Parameters, TemplateError, creation_order


@dataclass(frozen=True)
class Step:
    """What was done to one resource, so that it can be undone: before is None for a new one, after for none."""

    operation: str
    before: StackResource | None
    after: StackResource


class StackFailed(Exception):
    """The operation can't go on; the message is the stack's reason, the failure of a resource has been recorded."""


class Deployer:
    def __init__(self, region: Region, stack: Stack) -> None:
        self.region = region
        self.stack = stack
        self.provider = Provider(region.account, region.region, stack.name, stack.id)

    def create(self, plan: Plan, *, rollback: bool = True) -> None:
        stack, steps, imports = self.stack, list[Step](), set[str]()
        stack.imports = imports
        stack.become("CREATE_IN_PROGRESS", "User Initiated")
        self._adopt(plan)
        try:
            self._apply(plan, steps, imports)
            self._set_outputs(plan, imports)
        except StackFailed as failure:
            if not rollback:
                stack.become("CREATE_FAILED", str(failure))
                return
            stack.become("ROLLBACK_IN_PROGRESS", f"{failure} Rollback requested by user.")
            made = [step.after for step in reversed(steps)]
            left = self._delete_all(made, retain={item.logical_id for item in made if item.deletion_policy == "Retain"})
            stack.imports = set()
            stack.become("ROLLBACK_FAILED" if left else "ROLLBACK_COMPLETE", _left_over(left))
            return
        stack.become("CREATE_COMPLETE")

    def update(self, plan: Plan, *, rollback: bool = True) -> None:
        stack, steps, imports = self.stack, list[Step](), set[str]()
        resources = dict(stack.resources)
        stack.become("UPDATE_IN_PROGRESS", "User Initiated")
        removed = [item for name, item in stack.resources.items() if name not in plan.active]
        try:
            self._apply(plan, steps, imports)
            self._set_outputs(plan, imports)
        except StackFailed as failure:
            if not rollback:
                self._adopt(plan)
                stack.imports = stack.imports | imports
                stack.become("UPDATE_FAILED", str(failure))
                return
            stack.become("UPDATE_ROLLBACK_IN_PROGRESS", str(failure))
            stuck = self._undo(steps)
            touched = {step.after.logical_id for step in steps}
            stack.resources.update({name: item for name, item in resources.items() if name not in touched})
            if stuck:
                stack.become("UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{', '.join(stuck)}].")
            else:
                stack.become("UPDATE_ROLLBACK_COMPLETE")
            return
        self._adopt(plan)
        stack.imports = imports
        stack.become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        replaced = [step.before for step in reversed(steps) if step.operation == "replace" and step.before]
        for old in replaced:
            self._delete_one(old, retain=old.replace_policy in RETAINED, forget=False)
        self._delete_all(removed, retain={item.logical_id for item in removed if item.deletion_policy in RETAINED})
        for item in removed:
            stack.resources.pop(item.logical_id, None)
        stack.updated = now()
        stack.become("UPDATE_COMPLETE")

    def delete(self, retain: Collection[str] = ()) -> None:
        stack = self.stack
        for export in stack.exports:
            users = self.region.importers(export, but=stack)
            if users:
                stack.become(stack.status, f"Export {export} cannot be deleted as it is in use by {' and '.join(users)}")
                return
        stack.become("DELETE_IN_PROGRESS", "User Initiated")
        kept = {name for name, item in stack.resources.items() if item.deletion_policy in RETAINED} | set(retain)
        left = self._delete_all(list(stack.resources.values()), retain=kept)
        if left:
            stack.become("DELETE_FAILED", _left_over(left))
            return
        stack.outputs, stack.imports, stack.deleted = [], set(), now()
        stack.become("DELETE_COMPLETE")

    def _adopt(self, plan: Plan) -> None:
        self.stack.body, self.stack.template, self.stack.parameters, self.stack.tags = plan.body, plan.template, plan.parameters, dict(plan.tags)

    def _apply(self, plan: Plan, steps: list[Step], imports: set[str]) -> None:
        resolver = plan.resolver(self.region, self.stack.resources, imports)
        for logical_id in plan.order:
            definition = plan.active[logical_id]
            before = self.stack.resources.get(logical_id)
            if before and before.type != definition["Type"]:
                raise StackFailed(f"Update of resource type is not permitted: [{logical_id}] is {before.type}.")
            wanted = StackResource(
                logical_id=logical_id,
                type=definition["Type"],
                physical_id=before.physical_id if before else "",
                attributes=before.attributes if before else {},
                properties={},
                needs=tuple(plan.needs[logical_id]),
                deletion_policy=definition.get("DeletionPolicy", "Delete"),
                replace_policy=definition.get("UpdateReplacePolicy", "Delete"),
            )
            verb = "UPDATE" if before else "CREATE"
            try:
                properties = acted_on(wanted.type, resolver.resolve(definition.get("Properties") or {}))
                wanted = replace(wanted, properties=properties)
                if before and before.properties == properties:
                    self.stack.resources[logical_id] = replace(wanted, status=before.status, updated=before.updated)
                    continue
                self._event(wanted, f"{verb}_IN_PROGRESS")
                self._change(before, wanted, steps) if before else self._make(wanted, steps)
            except (Failed, TemplateError) as error:
                self._event(wanted, f"{verb}_FAILED", str(error))
                raise StackFailed(f"The following resource(s) failed to {verb.lower()}: [{logical_id}].") from error

    def _make(self, wanted: StackResource, steps: list[Step]) -> None:
        created = self.provider.create(wanted.logical_id, wanted.type, wanted.properties)
        self._keep(_with(wanted, created), "create", None, steps)

    def _change(self, before: StackResource, wanted: StackResource, steps: list[Step]) -> None:
        try:
            steps.append(Step("update", before, wanted))  # a change that fails half way is undone too
            attributes = self.provider.update(wanted.logical_id, wanted.type, before.physical_id, before.properties, wanted.properties)
            steps.pop()
            self._keep(replace(wanted, attributes=attributes, status="UPDATE_COMPLETE"), "update", before, steps)
        except Replaced as new:
            steps.pop()
            self._keep(_with(wanted, new.created, "UPDATE_COMPLETE"), "replace", before, steps)
        except Replace as reason:
            steps.pop()
            self.provider.may_replace(wanted.type, before.properties, wanted.properties)
            because = "Requested update requires the creation of a new physical resource; hence creating one."
            self._event(wanted, "UPDATE_IN_PROGRESS", f"{because} ({reason})")
            created = self.provider.create(wanted.logical_id, wanted.type, wanted.properties)
            self._keep(_with(wanted, created, "UPDATE_COMPLETE"), "replace", before, steps)

    def _keep(self, after: StackResource, operation: str, before: StackResource | None, steps: list[Step]) -> None:
        self.stack.resources[after.logical_id] = after
        steps.append(Step(operation, before, after))
        journal().write(self.stack, operation, after)
        self._event(after, "UPDATE_COMPLETE" if before else "CREATE_COMPLETE")

    def _undo(self, steps: list[Step]) -> list[str]:
        """The old properties again, last change first; gives what couldn't be put back."""
        stuck = []
        for step in reversed(steps):
            name = step.after.logical_id
            if step.before is None:
                if self._delete_one(step.after, retain=step.after.deletion_policy == "Retain"):
                    stuck.append(name)
                continue
            try:
                if step.operation == "replace":
                    self.provider.delete(name, step.after.type, step.after.physical_id, step.after.properties)
                    journal().write(self.stack, "delete", step.after)
                    restored = step.before
                else:
                    args = (name, step.after.type, step.before.physical_id, step.after.properties, step.before.properties)
                    attributes = self.provider.update(*args)
                    journal().write(self.stack, "update", step.before)
                    restored = replace(step.before, attributes=attributes)
                self.stack.resources[name] = restored
                self._event(restored, "UPDATE_COMPLETE")
            except (Failed, Replace, Replaced) as error:
                self._event(step.after, "UPDATE_FAILED", str(error))
                stuck.append(name)
        return stuck

    def _delete_all(self, resources: Iterable[StackResource], *, retain: Collection[str]) -> list[str]:
        """Each after everything that needs it; what a resource that couldn't go needs stays too. Gives what is left."""
        going = {item.logical_id: item for item in resources}
        needs = {name: [need for need in item.needs if need in going] for name, item in going.items()}
        left: list[str] = []
        for name in reversed(creation_order(needs)):
            if any(name in needs[other] for other in left):
                left.append(name)
            elif self._delete_one(going[name], retain=name in retain):
                left.append(name)
        return left

    def _delete_one(self, item: StackResource, *, retain: bool, forget: bool = True) -> bool:
        """Whether it is still there although it should be gone."""
        if retain:
            self._event(item, "DELETE_SKIPPED")
        else:
            self._event(item, "DELETE_IN_PROGRESS")
            try:
                self.provider.delete(item.logical_id, item.type, item.physical_id, item.properties)
            except Failed as error:
                self._event(item, "DELETE_FAILED", str(error))
                if forget:
                    self.stack.resources[item.logical_id] = replace(item, status="DELETE_FAILED", reason=str(error))
                return True
            journal().write(self.stack, "delete", item)
            note = "no snapshot is taken by the emulator" if item.deletion_policy == "Snapshot" else None
            self._event(item, "DELETE_COMPLETE", note)
        if forget:
            self.stack.resources.pop(item.logical_id, None)
        return False

    def _set_outputs(self, plan: Plan, imports: set[str]) -> None:
        resolver = plan.resolver(self.region, self.stack.resources, imports)
        outputs = []
        try:
            for key, output in (plan.template.get("Outputs") or {}).items():
                if resolver.applies(output):
                    value, export = resolver.resolve(resolver.choose(output["Value"])), output.get("Export")
                    outputs.append(Output(key, str(value), output.get("Description"), resolver.resolve(export["Name"]) if export else None))
        except TemplateError as error:
            raise StackFailed(str(error)) from error
        with self.region.lock:
            new = {output.export: output.value for output in outputs if output.export}
            for export, value in self.stack.exports.items():
                users = self.region.importers(export, but=self.stack)
                if users and new.get(export) != value:
                    verb = "updated" if export in new else "deleted"
                    raise StackFailed(f"Export {export} cannot be {verb} as it is in use by {' and '.join(users)}")
            for export in new:
                owner = self.region.exporter(export)
                if owner and owner is not self.stack:
                    raise StackFailed(f"Export with name {export} is already exported by stack {owner.name}.")
            self.stack.outputs = outputs

    def _event(self, item: StackResource, status: str, reason: str | None = None) -> None:
        self.stack.record(item.logical_id, item.physical_id, item.type, status, reason)


def _with(wanted: StackResource, created: Created, status: str = "CREATE_COMPLETE") -> StackResource:
    return replace(wanted, physical_id=created.physical_id, attributes=created.attributes, status=status)


def _left_over(names: list[str]) -> str | None:
    return f"The following resource(s) failed to delete: [{', '.join(names)}]." if names else None


def guarded(stack: Stack, failed_status: str, operation: Callable[[], Any]) -> Callable[[], None]:
    """The operation as a thread runs it: a fault of the emulator itself ends the operation visibly."""

    def run() -> None:
        try:
            operation()
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            stack.become(failed_status, f"the emulator failed: {type(error).__name__}: {error}")

    return run


NO_PARAMETERS = Parameters({}, {}, frozenset())
