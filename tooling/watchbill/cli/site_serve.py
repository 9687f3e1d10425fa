"""watchbill site serve: the site while it is written."""

from datetime import datetime
from pathlib import Path

import click

from watchbill.cli.context import root_of
from watchbill.cli.site_steps import AT, again, out_option, places, write
from watchbill.cli.when import at_option, instant_of
from watchbill.errors import WatchbillError


@click.command("serve")
@out_option()
@at_option(AT)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def serve(ctx: click.Context, out: Path | None, at: datetime | None, host: str, port: int) -> None:
    """Serve the site on this machine, and follow every edit, until Ctrl-C."""
    import signal
    import subprocess

    from watchbill.sync import preview
    from watchbill.sync.site import mkdocs, quiet

    root = root_of(ctx)
    out, moment = out or root / "build", instant_of(at, None)
    preview.check_port(host, port)
    write(root, out, moment)
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    arguments = mkdocs(out, "serve", "--livereload", "-a", listen)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = preview.serve(
            lambda: subprocess.Popen(arguments, env=dict(quiet(moment))),
            lambda: places(root),
            lambda: again(root, out, moment),
        )
    except KeyboardInterrupt:
        return  # this is how one stops it
    raise WatchbillError(f"MkDocs ended by itself ({code})", "it says above why")
