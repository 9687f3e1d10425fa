"""Modules become one script, and what cannot be joined is refused."""

import re
import subprocess

import pytest

from tests.site.given import node
from watchbill.emit.bundle import bundled, script
from watchbill.resources import folder

A = 'import { b } from "./b.js";\n\nexport function a() { return b; }\n'
B = "export const b = 1;\n"
SHIPPED = folder("site") / "assets" / "modules"


def shipped() -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in SHIPPED.glob("*.js")}


def test_each_module_stands_behind_what_it_imports():
    joined = script({"main.js": 'import { a } from "./a.js";\n\na();\n', "a.js": A, "b.js": B})
    assert joined == (
        '(() => {\n"use strict";\n\n'
        "// b.js\nconst b = 1;\n\n"
        "// a.js\nfunction a() { return b; }\n\n"
        "// main.js\na();\n})();\n"
    )


def test_what_main_does_not_need_is_left_out():
    assert "never" not in script({"main.js": "", "other.js": "const never = 1;\n"})


@pytest.mark.parametrize(
    ("main", "others", "said"),
    [
        ('import { a } from "./a.js";', {}, "needs a.js"),
        ('import { a } from "./a.js";', {"a.js": B}, "does not export a"),
        ('import { b } from "./b.js";', {"b.js": "const b = 1;"}, "does not export b"),
        ('import { b } from "./b.js";\nconst b = 2;', {"b.js": B}, "b is both in b.js and"),
        ('import { a } from "./a.js";', {"a.js": A, "b.js": 'import { a } from "./a.js";\n' + B},
         "import each other: main.js → a.js → b.js → a.js"),
        ('import a from "./a.js";', {"a.js": A}, "cannot be joined"),
        ('import { b as c } from "./b.js";', {"b.js": B}, "cannot be joined"),
        ("export default 1;", {}, "cannot be joined"),
        ("const [a, b] = [1, 2];", {}, "cannot be joined"),
        ("var a = 1;", {}, "cannot be joined"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(main, others, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        script({"main.js": main, **others})


def test_styles_are_joined_in_order_and_other_files_kept():
    files = [
        ("assets/watchbill/css/20-b.css", "b {}\n"),
        ("assets/watchbill/modules/main.js", ""),
        ("assets/vendor/x.txt", "x"),
        ("assets/watchbill/css/10-a.css", "a {}\n"),
    ]
    joined = dict(bundled(files))
    assert list(joined) == [
        "assets/vendor/x.txt",
        "assets/watchbill/watchbill.css",
        "assets/watchbill/watchbill.js",
    ]
    assert joined["assets/watchbill/watchbill.css"] == "a {}\n\nb {}\n"


def test_the_shipped_modules_are_one_script_that_parses(tmp_path):
    joined = script(shipped())
    assert not re.search(r"^(import|export)\b", joined, re.MULTILINE)
    # Older phones cannot read a script at all that looks behind in a regular expression.
    assert "(?<=" not in joined
    assert "(?<!" not in joined
    file = tmp_path / "watchbill.js"
    file.write_text(joined, encoding="utf-8")
    ran = subprocess.run([node(), "--check", file], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_nothing_is_parsed_as_html():
    for name, text in shipped().items():
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text
        ), name
