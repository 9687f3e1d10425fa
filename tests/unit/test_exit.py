"""The interpreter ends cleanly after values were built (decision 4)."""

import subprocess
import sys
from os import environ

BUILD = """
from watchbill.model.rosters import Roster
from watchbill.shape.build import build
order = ["ada", ["ken", "eve"]]
turns = [{"since": "2026-02-20", "order": order}]
handoff = {"every": "1 week", "at": "12:00", "on": "tuesday"}
rotation = {"id": "primary", "role": "primary", "handoff": handoff, "turns": turns}
build(Roster, {"name": "P", "timezone": "UTC", "members": ["ada"], "rotations": [rotation]})
"""


def test_no_run_ends_in_a_crash():
    codes = [
        subprocess.run(
            [sys.executable, "-c", BUILD], env={**environ, "PYTHONHASHSEED": str(seed)}, check=False
        ).returncode
        for seed in range(24)
    ]
    assert codes == [0] * 24
