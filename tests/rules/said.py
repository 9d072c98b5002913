"""All that an evaluation says, for comparison: what explains it is worked out when it is read."""

from __future__ import annotations

from portal.rules.evaluation.findings import Finding
from portal.rules.evaluation.outcomes import Evaluation


def said_by(evaluation: Evaluation) -> dict[str, object]:
    """Every public property of an evaluation and of its findings, but for where it was made."""
    return {
        **_everything(evaluation),
        "findings": [_everything(finding) for finding in evaluation.findings],
    }


def _everything(its: Evaluation | Finding) -> dict[str, object]:
    names = sorted(name for name in dir(its) if not name.startswith("_"))
    said = {name: getattr(its, name) for name in names if name not in ("local", "findings")}
    return {name: value for name, value in said.items() if not callable(value)}
