"""Print how `watchbill check` compares with its floor and its peer. Asserts nothing.

Floor: libyaml's bare event parse of the same files in one process. Peer: check-jsonschema with our
schemas over the YAML files. CPU seconds of whole processes, start-up included, the best of
several, or for the floor the median of rounds in turn.
"""

import resource
import subprocess
import sys
import tempfile
from os import environ
from pathlib import Path
from statistics import median

from corpus import write

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ROUNDS = 7
SAMPLE = 300
FOLDERS = {
    "person": "rosters/people",
    "roster": "rosters/teams",
    "service": "rosters/services",
    "topic": "rosters/experts",
    "escalation": "policies/escalation",
}

FLOOR = """
import os, sys
import yaml
from yaml._yaml import CParser
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        if name.endswith(".md"):
            data = data.split(b"---\\n", 2)[1]
        parser = CParser(data)
        while parser.get_event() is not None:
            pass
"""


def cpu(*command: str, cwd: Path | None = None, rounds: int = ROUNDS, **env: str) -> float:
    """Return the least CPU seconds (user and system) that a command took."""
    found = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            command, cwd=cwd, env={**environ, **env}, capture_output=True, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in {0, 1}:
            raise SystemExit(done.stderr.decode())
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def peak(*command: str, **env: str) -> float:
    """Return the peak memory of a command in MiB."""
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measure, *command],
        env={**environ, **env},
        capture_output=True,
        check=True,
    )
    return float(done.stdout)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name))


def measure(top: Path) -> None:
    """Measure over a company below a folder, and print."""
    root, cache = top / "company", top / "cache"
    count = write(root, SIZE)
    start = (sys.executable, "-m", "watchbill")
    check = (*start, "-C", str(root), "check", "--at", "2026-11-21T00:00Z")
    parse = (sys.executable, "-c", FLOOR, str(root))
    # In turn, so that both see the same machine.
    rounds = [(cpu(*parse, rounds=1), cpu(*check, "--no-cache", rounds=1)) for _ in range(ROUNDS)]
    floor, cold = (median(column) for column in zip(*rounds, strict=True))
    cpu(*check, rounds=1, XDG_CACHE_HOME=str(cache))
    warm = cpu(*check, XDG_CACHE_HOME=str(cache))
    print(f"{count:,} files; bare event parse {floor:.2f} s of CPU")
    print(f"  check, cold         {cold / floor:5.2f} × the event parse    (target ≤ 2.5)")
    print(f"  check, warm         {warm / cold:5.2f} × cold               (target ≤ 0.2)")
    one = next((root / "rosters/people").iterdir())
    one.write_text(one.read_text().replace("Person", "Somebody"), encoding="utf-8")
    edited = cpu(*check, rounds=1, XDG_CACHE_HOME=str(cache))
    print(f"  … one file edited   {edited / cold:5.2f} × cold")
    memory = peak(*check, "--no-cache")
    print(f"  peak memory         {memory:5.0f} MiB               (target < 150)")
    peer(top / "yaml")
    click = cpu(sys.executable, "-c", "import click", rounds=10)
    small = top / "small"
    write(small, 120)
    who = (*start, "-C", str(small), "who", "topic-2")
    helped = cpu(*start, "--help", rounds=10)
    asked = cpu(*who, rounds=10, XDG_CACHE_HOME=str(cache))
    print(f"  watchbill --help    {helped / click:5.2f} × import click       (target ≤ 3)")
    print(f"  watchbill who       {asked / click:5.2f} × import click       (target ≤ 3)")


def peer(root: Path) -> None:
    """Compare with check-jsonschema over the same YAML files; it knows no references or shifts.

    It takes one schema a call: a sample of each kind, without its start-up, stands for the kind.
    """
    write(root, SIZE, runbooks=False)
    check = (sys.executable, "-m", "watchbill", "-C", str(root), "check", "--no-cache")
    ours = cpu(*check, "--at", "2026-11-21T00:00Z")
    total = 0.0
    for kind, folder in FOLDERS.items():
        files = sorted(map(str, (root / folder).iterdir()))
        sample = files[:SAMPLE]
        schema = Path(__file__).parents[2] / "schemas" / f"{kind}.schema.json"
        tool = (
            str(Path(sys.executable).with_name("check-jsonschema")),
            "--schemafile",
            str(schema),
        )
        start = cpu(*tool, sample[0], rounds=2)
        total += (cpu(*tool, *sample, rounds=1) - start) / len(sample) * len(files)
    print(f"  check-jsonschema    {total / ours:5.1f} × our time over the YAML  (target ≥ 20)")


if __name__ == "__main__":
    main()
