"""Which process runs which module when the tests run in several."""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

#: Folders whose modules start servers and machines and measure how soon these answer.
ALONE = ("deploy", "faults", "load")
#: Modules that share what takes minutes to make, and a name for each such group.
TOGETHER = {
    "tests/deploy/test_containers.py": "tests/deploy/image",
    "tests/deploy/test_image.py": "tests/deploy/image",
}


class WholeModules(LoadScopeScheduling):  # type: ignore[misc]
    """Gives out whole modules in the order of the tests, so that none makes its fixtures twice.

    While a process has a module of ALONE, the others get none: such tests mostly wait, and two of
    them would disturb each other.
    """

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """The module of a test, or what its module belongs to."""
        module = nodeid.partition("::")[0]
        return TOGETHER.get(module, module)

    def _assign_work_unit(self, node: WorkerController) -> None:
        taken = any(self._is_busy_alone(other) for other in self.assigned_work if other != node)
        allowed = (scope for scope in self.workqueue if not (taken and is_alone(scope)))
        self.workqueue.move_to_end(next(allowed, next(iter(self.workqueue))), last=False)
        super()._assign_work_unit(node)

    def _is_busy_alone(self, node: WorkerController) -> bool:
        """Whether a process has tests of such a module before it."""
        units = self.assigned_work[node].items()
        return any(is_alone(scope) and self._pending_of({scope: unit}) for scope, unit in units)


def is_alone(scope: str) -> bool:
    """Whether a module belongs to ALONE."""
    return scope.startswith(tuple(f"tests/{folder}/" for folder in ALONE))
