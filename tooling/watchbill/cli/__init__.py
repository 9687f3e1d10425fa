"""The command line: one boundary for errors, and commands that are loaded when they are called."""

import gc
import io
import sys
from importlib import import_module
from typing import Any

import click

from watchbill import __version__
from watchbill.errors import WatchbillError

FINE, FINDINGS, MISTAKE, BUG, INTERRUPTED = 0, 1, 2, 3, 130

COMMANDS = {
    "check": ("watchbill.cli.check", "Check rosters, policies and runbooks."),
    "explain": ("watchbill.cli.explain", "Explain a rule by its code."),
    "schemas": ("watchbill.cli.schemas", "Write the JSON Schemas for editors."),
    "oncall": ("watchbill.cli.oncall", "Who is on call, now and next, and how to reach them."),
    "shifts": ("watchbill.cli.shifts", "List the shifts of a roster."),
    "explain-shift": ("watchbill.cli.explain_shift", "Say why somebody is on call."),
    "who": ("watchbill.cli.who", "Find experts, people, services, rosters and runbooks."),
    "page": ("watchbill.cli.page", "Say who would be paged, minute by minute."),
    "diff": ("watchbill.cli.diff", "Show whose shifts a change moves."),
    "roster": ("watchbill.cli.roster", "Add people to a roster, or take them out."),
    "adopt": ("watchbill.cli.adopt", "Bring in what was written elsewhere."),
    "init": ("watchbill.cli.init", "Start a new repository."),
    "site": ("watchbill.cli.site", "Build or serve the site."),
    "export": ("watchbill.cli.export", "Write calendars, JSON API and other artifacts."),
    "pager": ("watchbill.cli.pager", "Make a pager agree with the repository."),
    "completion": ("watchbill.cli.completion", "Print shell completion."),
}
"""Every command, the module that holds it as `command`, and its line in the help."""


class _Commands(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's own
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's own
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near or args[0].startswith("-"):
                raise
            message = f"{error.message} Did you mean {near[0]}?"
            raise click.UsageError(message, ctx) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="watchbill")
@click.option(
    "-C",
    "--root",
    type=click.Path(file_okay=False),
    help="The repository; found from the current folder upwards unless said.",
)
@click.pass_context
def cli(ctx: click.Context, root: str | None) -> None:
    """On-call rosters, experts, escalation and runbooks, kept as text in git."""
    ctx.obj = root


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    # Commands are short and their values have no cycles: looking for those costs a tenth.
    gc.disable()
    # A terminal that cannot show an arrow shows its number, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code; commands return theirs, None for fine."""
    try:
        code: Any = cli.main(args, prog_name="watchbill", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return MISTAKE
    except WatchbillError as error:
        click.echo(f"error: {error.message}", err=True)
        if error.hint:
            click.echo(f"  hint: {error.hint}", err=True)
        return MISTAKE
    except OSError as error:
        said = [str(part) for part in (error.filename, error.strerror or error) if part]
        click.echo(f"error: {': '.join(said)}", err=True)
        return MISTAKE
    except Exception:  # noqa: BLE001  # the one boundary: every bug becomes a report
        _report()
        return BUG
    return code if isinstance(code, int) else FINE


def _report() -> None:
    """Print what is needed to mend a bug, ready to be pasted."""
    import platform
    import traceback

    click.echo("watchbill met a bug of its own. Please report this:\n", err=True)
    click.echo(f"watchbill {__version__}, Python {platform.python_version()}", err=True)
    click.echo(f"{platform.system()} {platform.machine()}; {' '.join(sys.argv[1:])}\n", err=True)
    click.echo(traceback.format_exc(), err=True)
