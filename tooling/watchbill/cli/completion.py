"""`watchbill completion`: what makes a shell complete commands, options and names."""

import click

from watchbill.cli.output import say


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    r"""Print the completion of SHELL. Put its line where the shell reads it:

    \b
    bash  eval "$(watchbill completion bash)"       in ~/.bashrc (bash 4.4 or later)
    zsh   eval "$(watchbill completion zsh)"        in ~/.zshrc, after compinit
    fish  watchbill completion fish | source        in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # the choice allows only those that there are
    root = ctx.find_root().command
    # Not source(): it runs bash to learn its version, which need not be on this machine's PATH.
    made = kind(root, {}, "watchbill", "_WATCHBILL_COMPLETE")
    say(made.source_template % made.source_vars())
