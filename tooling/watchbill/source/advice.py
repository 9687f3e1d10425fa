"""What a parser's error means, in words that help to mend it."""

import re

from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from watchbill.source.trouble import ENCODING, SYNTAX, Trouble

_ADVICE = (
    ("cannot start any token", "this character cannot begin a value", "quote the value"),
    ("could not find expected ':'", "a key without a `:`", "write `key: value`"),
    ("did not find expected key", "the indentation does not fit", "align it with its neighbours"),
    ("expected '-' indicator", "this does not belong to the list above", "begin it with -"),
    ("block sequence entries are not", "a list cannot begin here", "begin it on the next line"),
    ("found undefined tag handle", "a tag is not read", "quote a value that begins with !"),
    ("unknown directive name", "a directive is not read", "quote a value that begins with %"),
    ("expected node content", "a value is missing before this", "write it, or take this out"),
    ("expected ',' or", "a `,` or the closing bracket is missing here", "quote what holds `: `"),
    ("alphabetic or numeric", "a name is missing here", "quote a value that begins with & or *"),
    ("expected <document start>", "text after the end of the document", "delete the ... above"),
    ("unknown escape character", "no such escape", "write \\\\, or use single quotes"),
)

# No-break spaces and their like, which come along when text is copied from a page or a chat.
_WIDE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"


def syntax(error: YAMLError, text: str) -> Trouble:
    """Say where a text stops being YAML, in words that help to mend it."""
    if isinstance(error, ReaderError):
        return Trouble(ENCODING, min(error.position, len(text)), error.reason)
    if not isinstance(error, MarkedYAMLError):
        return Trouble(SYNTAX, 0, "not YAML")
    problem = error.problem or ""
    # A key that lacks its colon is noticed late; its context says where it begins.
    late = "expected ':'" in problem
    mark = (error.context_mark if late else None) or error.problem_mark or error.context_mark
    index = min(mark.index if mark else 0, len(text))
    words = (
        _merging(text)
        or _wide(index, text)
        or _commented(problem, index, text)
        or _joined(problem, index, text)
        or _unclosed(error, index, text)
        or (index, *_advice(problem, index, text))
    )
    return Trouble(SYNTAX, *words)


def _merging(text: str) -> tuple[int, str, str] | None:
    """Say that git left its marks, which are not where reading them stops."""
    found = re.search("^<{7}( |$)", text, re.MULTILINE)
    hint = "choose what is to stay, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    return (found.start(), "a merge that was not finished", hint) if found else None


def _wide(index: int, text: str) -> tuple[int, str, str] | None:
    """Say that what looks like a blank is none, in this line or the one above."""
    begin = text.rfind("\n", 0, max(text.rfind("\n", 0, index), 0)) + 1
    end = text.find("\n", index)
    lines = text[begin : end if end >= 0 else len(text)]
    found = re.search(f"(?m)(?:^ *|[:-] *)(?P<wide>[{_WIDE}])", lines)
    message = "this blank is another character, which YAML takes for a letter"
    return (begin + found.start("wide"), message, "write plain spaces") if found else None


def _commented(problem: str, index: int, text: str) -> tuple[int, str, str] | None:
    """Say that a # took the rest of a line for a comment, its closing bracket among it."""
    if "expected node content" not in problem and "expected ',' or" not in problem:
        return None
    before = text[:index].rstrip()
    line = before.rfind("\n") + 1
    found = re.search(r"(?<=[:,{\[] )#\S", before[line:])
    if not found:
        return None
    return line + found.start(), "what follows # is a comment", "quote a value that begins with #"


def _joined(problem: str, index: int, text: str) -> tuple[int, str, str] | None:
    """Say that the line above has no blank after its colon, so that this one continues it."""
    if "mapping values are not allowed" not in problem:
        return None
    found = re.search(r"(?:^|\n) *(?:- +)?([\w-]+:)(?!//)\S[^\n]*\n[^\n]*\Z", text[:index])
    return (found.end(1) - 1, "no blank after this `:`", "write one") if found else None


def _unclosed(error: MarkedYAMLError, index: int, text: str) -> tuple[int, str, str] | None:
    """Say which quote or bracket is not closed; that is noticed at the end of the file."""
    problem, context = error.problem or "", error.context or ""
    opens = error.context_mark.index if error.context_mark else index
    if "quoted scalar" in context and "escape" not in problem and "Unicode" not in problem:
        return opens, "the quote that opens here is not closed", "close it"
    at_bracket = "flow" in context and text[opens : opens + 1] in {"[", "{"}
    if at_bracket and (not text[index:].strip() or "\n" in text[opens:index]):
        return opens, f"the {text[opens]} that opens here is not closed", "close it"
    return None


def _advice(problem: str, index: int, text: str) -> tuple[str, str]:
    """Return what is wrong at an index, and how to mend it."""
    before = text[text.rfind("\n", 0, index) + 1 : index]
    if text[index : index + 1] == "\t":
        return "a tab in the indentation", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return _colon(before)
    if "expected key" in problem and before.rstrip()[-1:] in {'"', "'"}:
        hint = "double a quote within the value, or use the other kind around it"
        return "the value ended at the quote before this", hint
    for known, message, hint in _ADVICE:
        if known in problem:
            return message, hint
    return f"not YAML: {problem or 'unreadable'}", ""


def _colon(before: str) -> tuple[str, str]:
    """Say why a colon cannot stand where it does, by what is before it in its line."""
    if ": " in before:
        return "a second `:` in one line", 'quote a value that holds ": "'
    return "this line continues the one above", "end that one with `:`, or align this one with it"
