"""Step Functions executes the Amazon States Language with moto's own interpreter; three of its faults are mended here."""

from __future__ import annotations

import uuid
from typing import Any

from .overrides import override
from .resource import client


def install() -> None:
    from moto.stepfunctions.models import StateMachine
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import StateTaskServiceSfn
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend

    def without_executions(self: Any, memo: dict[int, Any]) -> Any:
        """An execution runs a copy of its machine; past executions hold threads, which can't be copied, and aren't needed."""
        clone = self.__class__.__new__(self.__class__)
        clone.__dict__.update(self.__dict__, executions=[])
        return clone

    StateMachine.__deepcopy__ = without_executions

    start = StepFunctionsParserBackend.start_execution

    @override(StepFunctionsParserBackend, "start_execution")
    def start_execution(self: Any, state_machine_arn: str, name: str | None = None, execution_input: Any = None, trace_header: Any = None) -> Any:
        return start(self, state_machine_arn, name or str(uuid.uuid4()), execution_input, trace_header)

    @override(StateTaskServiceSfn, "_eval_service_task")
    def start_another(self: Any, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any) -> None:
        """A task names parameters and results of `states:startExecution` with capitals, and the API without."""
        parameters = {name[:1].lower() + name[1:]: value for name, value in normalised_parameters.items()}
        answer = client("stepfunctions", resource_runtime_part.region).start_execution(**parameters)
        env.stack.append({"ExecutionArn": answer["executionArn"], "StartDate": answer["startDate"].timestamp()})
