"""A repository in which every text tries to become HTML, a script, a link or a file."""

import json
from pathlib import Path

EVIL = (
    "</title></div><script>pwned(1)</script><img src=x onerror=pwned(2)> [x](javascript:pwned(3))"
    ' `c` **b** {: onclick=pwned(4) } {{ 7*7 }} --8<-- "/etc/passwd"'
    ' &lt;script&gt;pwned(5)&lt;/script&gt; " onmouseover="pwned(6)\''
)
_Q = json.dumps(EVIL)

BODY = r"""
# Evil <script>pwned(20)</script> <img src=x onerror=pwned(21)>

<script>pwned(22)</script>

<div onclick="pwned(23)">
</div></div></div></article></main>

text <img src=x onerror=pwned(24)> <svg onload=pwned(25)> <a href="javascript:pwned(26)">x</a>

[a](javascript:pwned(27)) [b](JaVaScRiPt:pwned(28)) [c](java&#115;cript:pwned(29))
[d](java&Tab;script:pwned(30)) [e]( javascript:pwned(31)) [f](data:text/html,pwned(32))
[g](vbscript:pwned) [ref] <javascript:pwned(33)> [h](http://[bad) [i](//[bad) [j](foo//bar)
[k](<javascript:pwned(34)>) [l](x "t\" onclick=pwned(35)") [m](../../../../etc/passwd)
[n](missing.md) [o](java\script:pwned(36)) [p](&#x6a;avascript:pwned(37))

![i](javascript:pwned(40)) ![i](https://tracker.example/x.png) ![j](//tracker.example/x.png)
![k](\\\\tracker.example\x.png) ![l](data:image/svg+xml,x) ![m][pic]

[ref]: javascript:pwned(41)
[pic]: https://tracker.example/y.png

para
{: onclick="pwned(42)" }

## Heading {: onclick="pwned(43)" } {#x onclick=pwned(44)} <img src=x onerror=pwned(45)>

```html {onclick="pwned(46)" .x title="<img src=x onerror=pwned(47)>"}
<script>pwned("shown")</script>
```

    <b>indented</b>

--8<-- "/etc/passwd"

{{ 7*7 }} {% raw %} {{< hint info >}} {{% notice %}}

!!! note "<img src=x onerror=pwned(48)>"
    <script>pwned(49)</script>

??? tip "<script>pwned(50)</script>"
    x

=== "<img src=x onerror=pwned(51)>"
    tab

- [ ] <img src=x onerror=pwned(52)>

[^1]: <script>pwned(53)</script>

foot[^1]

term <img src=x onerror=pwned(54)>
:   def <script>pwned(55)</script>

| a | b |
|---|---|
| <script>pwned(56)</script> | `<b>` |

<!-- watchbill: below this line people wrote -->

<script>pwned(57)</script>

<!-- comment --> <?php x ?> <![CDATA[ x ]]>

<style>*{background:url(https://tracker.example/z.png)}</style>

<details ontoggle=pwned(58) open><summary onclick=pwned(59)>never closed</summary>

<details><summary>closed <kbd>x</kbd></summary>

<table><tr><td></table></td><b><i></b></i><a href="java&#10;script:pwned(62)">x</a>

</details>

<math><mtext><table><mglyph><style><!--</style>
<img title="--&gt;&lt;img src=x onerror=pwned(70)&gt;">

<noscript><p title="</noscript><img src=x onerror=pwned(71)>"></noscript>

<svg><style><img src=x onerror=pwned(72)></style><animate onbegin=pwned(73) attributeName=x>
<a xlink:href="javascript:pwned(74)"><text>x</text></a></svg>

<iframe srcdoc="<script>parent.pwned(75)</script>"></iframe>
<object data="javascript:pwned(76)"></object>

<form action="javascript:pwned(77)"><button formaction="javascript:pwned(78)">x</button></form>

<input autofocus onfocus=pwned(79)>
<a href="&#14;javascript:pwned(80)" autofocus>x</a> <a name="x"></a> <img alt="no source">

<base href="https://tracker.example/">
<meta http-equiv=refresh content="0;url=javascript:pwned(82)">

<math href="javascript:pwned(83)">x</math> <b style="animation:x" onanimationstart=pwned(84)>x</b>

<template><script>pwned(85)</script></template> <title><img src=x onerror=pwned(86)></title>

<pre><img src=x onerror=pwned(63)>

<svg onload=pwned(64)></pre><img src="https://tracker.example/q.png" alt="q">

<p><span style="background:url(https://tracker.example/r.png)" class="md-header" id="x">y</p></span>
"""

FILES = {
    "watchbill.yaml": f"name: {_Q}\ntimezone: Europe/London\nsite: {{contacts: full, title: {_Q},"
    " url: 'javascript:pwned(7)', edit_url: 'javascript:pwned(8)//{path}'}\n",
    "rosters/people/eve.yaml": f"name: {_Q}\nemail: 'javascript:pwned(9)'\n"
    "timezone: Europe/London\n"
    f"contacts: {{phone: 'javascript:pwned(10)', slack: {_Q}, teams: {_Q},"
    " github: '\"><script>pwned(11)</script>'}\n",
    "rosters/people/index.yaml": "name: Index\nemail: a@b.example\ntimezone: Europe/London\n",
    "rosters/teams/t.yaml": f"""name: {_Q}
description: {_Q}
timezone: Europe/London
channel: {_Q}
members: [eve, index]
coverage: [{{role: primary}}, {{role: secondary}}]
rotations:
  - id: primary
    role: primary
    handoff: {{every: 1 week, on: monday, at: "09:00"}}
    turns: [{{since: 2026-01-05, order: [eve, index]}}]
    special: [{{name: {_Q}, from: 2026-11-23T09:00, until: 2026-11-25T09:00, order: [eve]}}]
overrides:
  - rotation: primary
    from: 2026-11-26T09:00
    until: 2026-11-27T09:00
    person: index
    reason: {_Q}
""",
    "rosters/experts/x.yaml": f"name: {_Q}\nalso_known_as: [{_Q}]\n"
    f"experts: [{{person: eve, covers: [{_Q}], confirmed: 2026-01-01}}]\n"
    "fallback: {roster: t, role: primary}\n",
    "rosters/services/s.yaml": f"name: {_Q}\ndescription: {_Q}\nroster: t\nescalation: p\n"
    f"alerts: [{{match: {{{_Q}: {_Q}}}, severity: sev1}}]\n",
    "policies/escalation/p.yaml": f"name: {_Q}\nsteps:\n"
    "  - {notify: [{roster: t, role: primary}, {person: eve}], wait: 5 minutes}\n",
    "policies/roles.yaml": f"primary: {{name: {_Q}, summary: {_Q}, duties: [{_Q}]}}\n",
    "policies/severities.yaml": f"sev1: {{name: {_Q}, description: {_Q}, page: always}}\n",
    "policies/evil.md": "<script>pwned(60)</script>\n" + BODY,
    "policies/roles.md": "# Our own page about roles\n",
    "runbooks/evil/Evil.md": f"---\ntitle: {_Q}\nowner: t\nservices: [s]\nalerts: [{_Q}]\n"
    "severity: sev1\ntopics: [x]\nlast_reviewed: 2026-01-01\nreview_every: 9999 months\n---\n"
    + BODY,
    "runbooks/README.md": "# Readme\n\nHello <script>pwned(61)</script>\n",
    "runbooks/sub/index.md": "An index that people wrote.\n",
    "runbooks/hugo/_index.md": "---\ntitle: Hugo\nweight: 1\n---\n{{< columns >}}\n",
    "runbooks/odd: name.md": "odd\n",
}


def write(root: Path) -> Path:
    """Write the repository into a folder, and return it."""
    for path, text in FILES.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
