"""Alertmanager's configurations of small companies, and what Alertmanager makes of them."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import TOP
from tests.pagers.company import AT, catalog
from watchbill.emit.alertmanager import alertmanager
from watchbill.model import Catalog, Ref, Resource
from watchbill.model.services import Alert, Service

UNPACKED = TOP / "build/tools/alertmanager/usr/bin/amtool"
SEVERITIES = """\
sev1: {name: One, description: Bad., page: always}
sev3: {name: Three, description: Small., page: working_hours}
sev4: {name: Four, description: Nothing., page: never}
"""


def amtool() -> str:
    """Return amtool; where CI should have installed it, a skipped test would prove nothing."""
    here = str(UNPACKED) if UNPACKED.exists() else None
    found = os.environ.get("WATCHBILL_AMTOOL") or shutil.which("amtool") or here
    if not found:
        why = "no amtool: run tests/install-amtool.sh, or set WATCHBILL_AMTOOL"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    return found


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def service(
    *alerts: tuple[Mapping[str, str], str], policy="pay", roster="pay", name="X"
) -> Service:
    """Return a service as a value: files could not hold all that is tried here."""
    listed = tuple(Alert(match=dict(match), severity=severity) for match, severity in alerts)
    return Service(name=name, roster=roster, escalation=policy, alerts=listed)


def company(changes: Mapping[str, str] = {}, **services: Service) -> Catalog:
    """Return a small company with severities, and services as they are."""
    base = catalog({"policies/severities.yaml": SEVERITIES, **changes}).resources.values()
    made = [Resource(Ref("service", id_), f"{id_}.yaml", one) for id_, one in services.items()]
    return Catalog([*base, *made])


def text_of(known: Catalog, at=AT) -> str:
    (artifact,) = alertmanager(known, at)
    assert artifact.path == "alertmanager.yml"
    return artifact.text


def read(known: Catalog, at=AT) -> Any:
    return yaml.safe_load(text_of(known, at))


def accepted(folder: Path, known: Catalog) -> str:
    """Return the file of a configuration in which amtool finds no fault."""
    file = folder / "alertmanager.yml"
    file.write_text(text_of(known), encoding="utf-8", newline="\n")
    ran(amtool(), "check-config", str(file))
    return str(file)


def routed(config: str, labels: Mapping[str, str]) -> str:
    """Return the receiver of an alert, as Alertmanager's own routing finds it."""
    given = [f"{name}={quoted(value)}" for name, value in labels.items()]
    return ran(amtool(), "config", "routes", "test", f"--config.file={config}", *given)


def quoted(value: str) -> str:
    """Return a label's value as matchers have it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
