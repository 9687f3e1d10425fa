"""A build that nobody waits for any longer ends at once."""

from datetime import UTC, datetime

import pytest

from watchbill.sync.site import build, write_pages

AT = datetime(2026, 11, 21, 13, tzinfo=UTC)


def test_the_engine_ends_with_whoever_waits_for_it(tmp_path):
    write_pages(tmp_path, [("index.md", "# Hi\n")], "site_name: x\n")
    processes = []

    def interrupted(process) -> None:
        processes.append(process)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, AT, started=interrupted)
    assert [process.returncode for process in processes] == [-9]
