"""`watchbill pager import`: what is written says the same as the account, and adopts it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pagers import toy
from watchbill.cli import run
from watchbill.engine.clock import Length
from watchbill.engine.horizon import horizon
from watchbill.errors import WatchbillError
from watchbill.model.base import Window
from watchbill.model.settings import Pager
from watchbill.pager.account import Account, Escalation, Member, Schedule, Service, Step, Target
from watchbill.pager.layers import Layer
from watchbill.pager.live import base
from watchbill.pager.objects import Stint
from watchbill.pager.timeline import clip, settle
from watchbill.rules import judge
from watchbill.source.importing import imported
from watchbill.source.importing_names import text_of
from watchbill.source.load import load
from watchbill.source.tree import Files, Folder
from watchbill.sync import provider

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WINDOW = horizon(AT, 8)
LONDON, NEW_YORK = "Europe/London", "America/New_York"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
WEEKDAYS = (Window("09:00", "17:00", ("mon", "tue", "wed", "thu", "fri")),)
NAMES = ("Ada Obi", "Bob", "Çelik, Dee", "no", "1:30")
MEMBERS = tuple(
    Member(f"U{n}", name, f"u{n}@small.example", LONDON) for n, name in enumerate(NAMES)
)


def layer(order="01", every=(1, "week"), **fields):
    """Return a layer; the order names users by their digits, `-` is nobody."""
    said = {
        "name": "Layer 1",
        "zone": LONDON,
        "origin": datetime(2026, 1, 6, 12),
        "hours": "always",
        "start": LONG_AGO,
        **fields,
    }
    people = tuple(tuple(f"U{n}" for n in group if n != "-") for group in order)
    return Layer(every=Length(*every), order=people, **said)


def schedule(*layers, dated=(), zone=LONDON, **fields):
    """Return a schedule with what its layers page, and dated shifts over them."""
    stints = base(layers, *WINDOW)
    for stint in dated:
        stints = toy.over(stints or (stint,), stint)
    said = {"id": "PSCHED", "name": "Pay", "description": None, **fields}
    return Schedule(zone=zone, layers=layers, stints=stints, overrides=tuple(dated), **said)


def account(*schedules, members=MEMBERS, escalations=(), services=()):
    return Account("toy", WINDOW, members, schedules, escalations, services)


def stint(start, end, *people):
    first, last = (datetime.fromisoformat(f"2026-{time}:00Z") for time in (start, end))
    return Stint(first, last, people)


def brought(found):
    """Return an import that came out equal and that nothing is wrong with."""
    made = imported(found, {"toy": Pager("toy")}, "Toy", AT)
    assert made.unequal == ()
    loaded = load(Files({path: text.encode() for path, text in made.files.items()}))
    wrong = [f for f in judge(loaded.catalog, loaded.problems, AT, None) if f.level == "error"]
    assert wrong == []
    return made, loaded.catalog


def turns(catalog):
    (roster,) = catalog.rosters.values()
    return [
        " ".join(
            filter(
                None,
                (
                    rotation.id,
                    rotation.handoff.every,
                    str(rotation.handoff.on or ""),
                    rotation.handoff.at,
                    *(f"{t.since} {'/'.join(map(str, t.order))}" for t in rotation.turns),
                ),
            )
        )
        for rotation in roster.rotations
    ]


ADA, BOB, DEE = "ada-obi", "bob", "celik-dee"
MONTHS = layer("012", (1, "month"), origin=datetime(2026, 1, 31, 9), day=31)
NATIVE = {
    "weeks": ([layer("012")], [f"primary 1 week tuesday 12:00 2026-11-10 {DEE}/{ADA}/{BOB}"]),
    "an order that repeats": (
        [layer("0101")], [f"primary 1 week tuesday 12:00 2026-11-10 {ADA}/{BOB}"],
    ),
    "two weeks": (
        [layer("01", (2, "week"))], [f"primary 2 weeks tuesday 12:00 2026-11-10 {ADA}/{BOB}"],
    ),
    "twelve hours": (
        [layer("01", (12, "hour"), origin=datetime(2026, 1, 6, 9))],
        [f"primary 12 hours 21:00 2026-11-15 {BOB}/{ADA}"],
    ),
    "months": ([MONTHS], [f"primary 1 month 31 09:00 2026-10-31 {ADA}/{BOB}/{DEE}"]),
    "weekdays of which pagers count the idle ones": (
        [layer("01", (1, "day"), hours=WEEKDAYS, origin=datetime(2026, 1, 5, 9))],
        [f"primary 1 day 09:00 2026-11-15 {BOB}/{ADA}"],
    ),
    "one that goes on where another one ends": (
        [
            layer("01", end=datetime(2026, 12, 1, 12, tzinfo=UTC)),
            layer("2", start=datetime(2026, 12, 1, 12, tzinfo=UTC), name="new"),
        ],
        [f"primary 1 week tuesday 12:00 2026-11-10 {ADA}/{BOB} 2026-12-01 {DEE}"],
    ),
    "in any order": (
        [
            layer("2", start=datetime(2026, 12, 1, 12, tzinfo=UTC), name="new"),
            layer("01", end=datetime(2026, 12, 1, 12, tzinfo=UTC)),
        ],
        [f"primary 1 week tuesday 12:00 2026-11-10 {ADA}/{BOB} 2026-12-01 {DEE}"],
    ),
    "one that is over": (
        [layer("01", name="old", end=WINDOW[0]), layer("2")],
        [f"primary 1 week tuesday 12:00 2026-11-10 {DEE}"],
    ),
    "one that is hidden": (
        [layer("01", name="under"), layer("2", name="over")],
        [f"over 1 week tuesday 12:00 2026-11-10 {DEE}"],
    ),
    "a place that is empty in some turns": (
        [layer("012"), layer("--3", name="b", alongside=True)],
        [f"primary 1 week tuesday 12:00 2026-11-10 ('{DEE}', 'no')/{ADA}/{BOB}"],
    ),
    "empty in another rhythm": (
        [layer("01"), layer("3-", name="b", alongside=True, origin=datetime(2026, 1, 13, 12))],
        [f"primary 1 week tuesday 12:00 2026-11-10 {ADA}/('{BOB}', 'no')"],
    ),
    "two beside each other": (
        [layer("01"), layer("23", name="b", alongside=True)],
        [
            f"layer-1 1 week tuesday 12:00 2026-11-10 {ADA}/{BOB}",
            f"b 1 week tuesday 12:00 2026-11-10 {DEE}/no",
        ],
    ),
    "two of one name": (
        [layer("0"), layer("2", (1, "day"), hours=WEEKDAYS)],
        [
            f"layer-1 1 week tuesday 12:00 2026-11-10 {ADA}",
            f"layer-1-2 1 day 12:00 2026-11-15 {DEE}",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("layers", "said"), NATIVE.values(), ids=NATIVE)
def test_turns_are_carried_as_turns(layers, said):
    made, catalog = brought(account(schedule(*layers)))
    assert turns(catalog) == said
    assert (made.lost, made.counts["override"]) == ((), 0)


def overrides(catalog):
    return [
        f"{o.rotation} {o.from_:%m-%dT%H:%M} {o.until:%m-%dT%H:%M} {o.person} {o.reason}"
        for roster in catalog.rosters.values()
        for o in roster.overrides
    ]


def specials(catalog):
    return [
        f"{s.from_:%m-%dT%H:%M} {s.until:%m-%dT%H:%M} {s.order}"
        for roster in catalog.rosters.values()
        for rotation in roster.rotations
        for s in rotation.special
    ]


NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
BESIDE = layer("2", name="beside", alongside=True)
ROUNDABOUT = {
    "an override": (
        schedule(layer(), dated=[stint("11-25T12:00", "11-26T12:00", "U2")]),
        [f"primary 11-25T12:00 11-26T12:00 {DEE} made in Toy"],
        [],
    ),
    "over a handoff, by a layer": (
        schedule(layer(), layer("2", start=NOON - timedelta(days=2), end=NOON, name="week")),
        [f"layer-1 11-23T12:00 11-25T12:00 {DEE} as in Toy"],
        [],
    ),
    "in a zone of its own": (
        schedule(layer(zone=NEW_YORK), dated=[stint("11-25T12:00", "11-26T12:00", "U2")]),
        [f"primary 11-25T07:00 11-26T07:00 {DEE} made in Toy"],
        [],
    ),
    "where nobody is on call": (
        schedule(
            layer("0", (1, "week"), hours=WEEKDAYS),
            dated=[stint("11-28T12:00", "11-28T18:00", "U2")],
        ),
        [],
        [f"11-28T12:00 11-28T18:00 ('{DEE}',)"],
    ),
    "two instead of one": (
        schedule(layer(), dated=[stint("11-28T12:00", "11-28T18:00", "U1", "U2")]),
        [],
        [f"11-28T12:00 11-28T18:00 (('{BOB}', '{DEE}'),)"],
    ),
    "on a clock that shows the hour twice": (
        schedule(layer(zone=NEW_YORK), zone=NEW_YORK),
        [],
        [],
    ),
    "no turns at all": (
        schedule(dated=[stint("11-28T12:00", "11-28T18:00", "U1")]),
        [],
        [f"11-28T12:00 11-28T18:00 ('{BOB}',)"],
    ),
    "a layer that ends": (
        schedule(layer("1", end=NOON)),
        [],
        [f"11-16T00:00 11-25T12:00 ('{BOB}',)"],
    ),
    "together": (schedule(layer(), BESIDE), [], []),
    "nobody, ever": (schedule(), [], []),
}


@pytest.mark.parametrize(("found", "over", "dated"), ROUNDABOUT.values(), ids=ROUNDABOUT)
def test_the_rest_is_carried_with_its_date(found, over, dated):
    made, catalog = brought(account(found))
    assert (overrides(catalog), specials(catalog)) == (over, dated)
    assert made.lost == ()


def test_turns_that_are_nobodys_become_dated_and_are_told():
    made, catalog = brought(account(schedule(layer("0-1"))))
    assert made.lost == (
        "schedule Pay: no rotation says these turns: primary",
        "schedule Pay: shifts are written one by one, until 2027-01-11 only",
    )
    assert len(specials(catalog)) == 6


def test_turns_that_an_account_could_not_say_are_told_to_end():
    """The pager goes on behind the window, and the dated shifts do not."""
    made, catalog = brought(account(schedule(layer())._replace(layers=())))
    assert made.lost == (
        "schedule Pay: shifts are written one by one, until 2027-01-11 only",
    )  # fmt: skip
    assert len(specials(catalog)) > 1
    found = (judged.problem for judged in judge(catalog, (), AT, None))
    gaps = [problem.message for problem in found if problem.code == "WB201"]
    (gap,) = gaps
    assert gap.startswith("nobody is primary from Mon 11 Jan 2027 00:00 until")


def test_seconds_are_left_out_since_files_name_minutes():
    odd = Stint(NOON + timedelta(seconds=30), NOON + timedelta(hours=1, seconds=30), ("U2",))
    made, catalog = brought(account(schedule(layer(), dated=[odd])))
    assert overrides(catalog) == [f"primary 11-25T12:00 11-25T13:00 {DEE} made in Toy"]
    assert made.lost == ()


def with_a_gap():
    """Return a schedule of a pager that has nobody on call for an hour, as if clocks changed."""
    found = schedule(layer())
    hole = NOON.replace(day=24), NOON.replace(day=24, hour=13)
    around = [*clip(found.stints, WINDOW[0], hole[0]), *clip(found.stints, hole[1], WINDOW[1])]
    return found._replace(stints=tuple(around))


def test_a_pager_with_gaps_promises_nothing():
    made = imported(account(with_a_gap()), {"toy": Pager("toy")}, "Toy", AT)
    assert "coverage" not in made.files["rosters/teams/pay.yaml"]
    assert "coverage" in brought(account(schedule(layer())))[0].files["rosters/teams/pay.yaml"]


def test_a_gap_that_the_turns_do_not_have_is_told_and_not_copied():
    made = imported(account(with_a_gap()), {"toy": Pager("toy")}, "Toy", AT)
    assert made.unequal == (
        "schedule Pay: 1 stretch, the first from Tue 24 Nov 12:00 Europe/London",
    )
    assert "order: [ada-obi, bob]" in made.files["rosters/teams/pay.yaml"]
    assert "special" not in made.files["rosters/teams/pay.yaml"]


def test_turns_that_page_where_nobody_should_be_are_left_out():
    found = schedule(layer("0", hours=WEEKDAYS), layer("1", name="nights"))
    made, catalog = brought(
        account(found._replace(stints=schedule(layer("0", hours=WEEKDAYS)).stints))
    )
    assert turns(catalog) == [f"layer-1 1 week tuesday 12:00 2026-11-10 {ADA}"]
    assert made.lost == ("schedule Pay: these turns page where the pager pages nobody: nights",)


ZONES = st.sampled_from([LONDON, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"])
PATTERNS = st.sampled_from(
    [
        "always",
        WEEKDAYS,
        (Window("fri 17:00", "mon 09:00"),),
        (Window("22:00", "06:00"),),
        (Window("00:00", "24:00", ("sat", "sun")),),
    ]
)
LENGTHS = st.sampled_from(
    [(1, "week"), (2, "week"), (1, "day"), (3, "day"), (12, "hour"), (5, "hour"), (1, "month")]
)
ORDERS = st.lists(st.sampled_from(["0", "1", "2", "01", "34"]), min_size=1, max_size=5)
HOURS = st.integers(0, 8 * 7 * 24)


@st.composite
def layers_of(draw):
    start = WINDOW[0] + timedelta(hours=draw(st.integers(-2000, 600)))
    end = start + timedelta(hours=draw(st.integers(1, 3000))) if draw(st.booleans()) else None
    origin = datetime(2026, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    return layer(
        draw(ORDERS),
        draw(LENGTHS),
        name=draw(st.sampled_from(["a", "b", "日本"])),
        zone=draw(ZONES),
        origin=origin + timedelta(minutes=30 * draw(st.integers(0, 47))),
        hours=draw(PATTERNS),
        start=start,
        end=end,
        alongside=draw(st.booleans()),
    )


@given(
    st.lists(layers_of(), max_size=3),
    st.lists(st.tuples(HOURS, st.integers(1, 60), st.sampled_from(["U0", "U1", "U4"])), max_size=3),
    ZONES,
)
def test_whatever_an_account_pages_is_paged(layers, laid, zone):
    dated = [
        Stint(WINDOW[0] + timedelta(hours=at), WINDOW[0] + timedelta(hours=at + length), (who,))
        for at, length, who in laid
        if at + length <= 8 * 7 * 24
    ]
    brought(account(schedule(*layers, dated=settle(dated), zone=zone)))


HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["yes", "1:30", "null", "~", "- a", "a: b", "# c", "'", '"', "\\", "a\nb", "{x}", "0x1F", "é😀"]
)


@given(st.lists(HOSTILE, min_size=5, max_size=5), HOSTILE)
def test_names_come_back_as_they_are(names, title):
    members = tuple(m._replace(name=name) for m, name in zip(MEMBERS, names, strict=True))
    found = account(
        schedule(layer("01234"), name=title, description=title),
        members=members,
        escalations=(Escalation("E", title, None, 0, (Step((Target("person", "U0"),), 5),)),),
        services=(Service("S", title, title, "E"),),
    )
    _, catalog = brought(found)
    assert sorted(person.name for person in catalog.people.values()) == sorted(
        text_of(member.name) or id_
        for id_, member in zip(
            [next(i for i, p in catalog.people.items() if p.email == m.email) for m in members],
            members,
            strict=True,
        )
    )
    said = text_of(title)
    rosters = {roster.description for roster in catalog.rosters.values()}
    (service,) = catalog.services.values()
    assert (rosters >= {said}, service.description) == (True, said)
    assert {service.name, *(e.name for e in catalog.escalations.values())} <= {said, "S", "E"}
    if not any(ord(c) < ord(" ") or ord(c) > ord("~") for c in title) and title.strip():
        assert said == title


COMPANY = account(
    schedule(layer("01"), id="PAY", name="Pay", description="Takes the money."),
    schedule(
        layer("34", (1, "day")),
        layer("2", (1, "day"), name="nights", hours=(Window("22:00", "06:00"),)),
        id="OPS",
        name="Ops: Ünïcode",
        dated=[
            stint("11-25T12:00", "11-26T12:00", "U0"),
            stint("11-21T08:00", "11-22T12:00", "U1"),
        ],
    ),
    schedule(zone=NEW_YORK, id="NIX", name="Nobody yet"),
    members=(
        *MEMBERS[:2],
        MEMBERS[2]._replace(email="U1@small.example", phone="+44 (0) 7700 900123"),
        MEMBERS[3]._replace(email="", phone="123", zone="EST"),
        MEMBERS[4],
    ),
    escalations=(
        Escalation(
            "E1",
            "Pay first",
            "kept there",
            2,
            (
                Step((Target("schedule", "PAY"), Target("schedule", "OPS")), 5),
                Step((Target("person", "U3"),), 1),
            ),
        ),
        Escalation("E2", "People only", None, 0, (Step((Target("person", "U1"),), 90),)),
        Escalation("E3", "Pay", None, 0, (Step((Target("schedule", "NIX"),), 30),)),
        Escalation("E4", "Empty", None, 0, ()),
        Escalation(
            "E5", "Gone", None, 12, (Step((Target("person", "U9"), Target("person", "U0")), 0),)
        ),
    ),
    services=(
        Service("S1", "Till", "Where: money # goes", "E1"),
        Service("S2", "Door", None, "E2"),
        Service("S3", "Lost", None, "E4"),
    ),
)
LOST = [
    "escalation Gone: step 1 pages somebody unknown",
    "escalation Empty: it pages nobody",
    "service Lost: its escalation pages nobody, or is not there",
    "person Çelik, Dee: the e-mail address, which is somebody else's, too",
    "person no: the zone 'EST'; Europe/London is written instead",
    "person no: the phone number, which is not an international one",
    "person no: the e-mail address, which is none",
    "escalation Gone: it repeats 12 times, here 9 times",
]
TOLD = """\
{into} holds what is in toy: 5 people, 4 rosters, 6 overrides, 4 escalation policies, 2 services
Could not be carried:
{lost}
next: cd {into} && watchbill check && watchbill pager plan
"""


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    toy.reset()
    known = {**provider.BUILT_IN, "toy": "tests.pagers.toy:PROVIDER"}
    monkeypatch.setattr(provider, "BUILT_IN", known)
    monkeypatch.chdir(tmp_path)

    def run_it(*args, root=None, at="2026-11-21T10:00Z"):
        code = run([*(("-C", str(root)) if root else ()), *args, "--at", at])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_it


def test_an_account_becomes_a_repository_that_has_nothing_to_plan(call, tmp_path):
    toy.STATE.account = COMPANY
    code, out, err = call("pager", "import", "toy")
    lost = "\n".join(f"  {line}" for line in LOST)
    assert (code, err, out) == (0, "", TOLD.format(into="oncall", lost=lost))
    here = tmp_path / "oncall"
    assert call("check", root=here)[0] == 0
    plan = json.loads(call("pager", "plan", "--format", "json", root=here)[1])
    # What could not be carried, and nothing else.
    assert [(c["key"], c["fields"]) for c in plan["changes"]] == [
        ("escalation/gone", ["repeat", "steps"])
    ]
    assert plan["moves"] == plan["refusals"] == plan["theirs"] == []
    assert plan["kept"] == []
    assert call("pager", "drift", root=here)[0] == 1
    later = call("pager", "plan", "--format", "json", root=here, at="2026-11-22T23:00Z")
    assert json.loads(later[1])["moves"] == []


def test_the_files_are_as_people_write_them(call, tmp_path, pytestconfig):
    toy.STATE.account = COMPANY
    assert call("pager", "import", "toy", "--into", "a b/c", "--set", "alone=true")[0] == 0
    here = tmp_path / "a b/c"
    made = "".join(
        f"=== {path.relative_to(here)}\n{path.read_text(encoding='utf-8')}"
        for path in sorted(here.rglob("*.yaml"))
    )
    golden = Path(__file__).parent / "imported.txt"
    if pytestconfig.getoption("--bless"):
        golden.write_text(made, encoding="utf-8", newline="\n")
    assert made == golden.read_text(encoding="utf-8")
    assert (here / "schemas/roster.schema.json").exists()
    assert (here / ".gitignore").exists()


def test_a_pager_of_the_repository_at_hand(call, tmp_path):
    toy.STATE.account = COMPANY
    assert call("pager", "import", "toy", "--set", "alone=true")[0] == 0
    here = tmp_path / "oncall"
    text = (here / "watchbill.yaml").read_text().replace("\n  toy:", "\n  ours:")
    (here / "watchbill.yaml").write_text(
        text.replace("provider: toy\n", "provider: toy\n    weeks: 5\n")
    )
    args = (
        "--into",
        str(tmp_path / "again"),
        "--set",
        'words=[a, "b"]',
        "--set",
        "n=3",
        "--set",
        "x==",
    )
    assert call("pager", "import", "ours", *args, root=here)[0] == 0
    settings = load(Folder(tmp_path / "again")).catalog.settings
    assert settings.pagers["ours"].provider == "toy"
    assert settings.pagers["ours"].weeks == 5
    found = settings.pagers["ours"].settings
    assert (found["alone"], found["words"], found["n"], found["x"]) == (True, ["a", "b"], 3, "=")
    assert len(found["ids"]) == 9
    assert call("pager", "import", "nix", root=here)[0] == 2


def _broken_account(_errand):
    raise WatchbillError("the token is not accepted")


MISTAKES = {
    "no such provider": (("nix",), "there is no provider named 'nix'"),
    "nothing to import from": (("folder",), "nothing can be imported from the folder"),
    "no setting": (("toy", "--set", "x"), "--set 'x' is no setting"),
    "a folder that is in use": (("toy", "--into", "."), ". is not empty: it holds watch.txt"),
    "a file": (("toy", "--into", "watch.txt"), "watch.txt is no folder"),
    "what the provider says": (("broken",), "the token is not accepted"),
}


@pytest.mark.parametrize(("args", "why"), MISTAKES.values(), ids=MISTAKES)
def test_nothing_is_written_where_it_fails(call, tmp_path, monkeypatch, args, why):
    toy.STATE.account = COMPANY
    broken = toy.PROVIDER._replace(account=_broken_account)
    monkeypatch.setattr(toy, "BROKEN", broken, raising=False)
    known = {**provider.BUILT_IN, "broken": "tests.pagers.toy:BROKEN"}
    monkeypatch.setattr(provider, "BUILT_IN", known)
    (tmp_path / "watch.txt").write_text("in use")
    code, out, err = call("pager", "import", *args)
    assert (code, out) == (2, "")
    assert why in err
    assert [path.name for path in tmp_path.iterdir()] == ["watch.txt"]


def test_an_empty_account(call, tmp_path):
    toy.STATE.account = Account("toy", WINDOW, (), (), (), ())
    code, out, _ = call("pager", "import", "toy")
    assert (code, out.splitlines()[0]) == (0, "oncall holds what is in toy: nobody and nothing")
    assert call("check", root=tmp_path / "oncall")[0] == 0


def test_what_came_out_otherwise_is_told_and_counts(call, tmp_path):
    toy.STATE.account = account(with_a_gap())
    code, out, _ = call("pager", "import", "toy")
    assert code == 1
    assert out.splitlines()[1:3] == [
        "Other people on call than in the pager:",
        "  schedule Pay: 1 stretch, the first from Tue 24 Nov 12:00 Europe/London",
    ]
    assert (tmp_path / "oncall/watchbill.yaml").exists()
