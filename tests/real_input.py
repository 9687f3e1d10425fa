"""Material that others wrote, where it lies beside the repository."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared" / "real-input"


def runbooks() -> Path:
    """Return the public runbooks of the prometheus-operator project; skip where they are not."""
    inputs = Path(os.environ.get("WATCHBILL_REAL_INPUT", BESIDE))
    top = inputs / "prometheus-operator-runbooks"
    if not top.is_dir():
        if os.environ.get("CI") and inputs.is_dir():
            pytest.fail(f"{top} has gone")
        pytest.skip("the runbooks of the prometheus-operator project are not here")
    return top
