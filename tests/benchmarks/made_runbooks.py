"""Made-up runbooks with the vocabulary of a big company, the same at every call.

Each has what one of a big company has: about 700 words and 6.7 KB, front matter, nine headings,
six fences, a table of six rows, admonitions, tabs and a task list. Words are pseudo-words, 20,000
of them, as often as Zipf says: texts of few words would make every index small. A title is a
system's name and what is wrong with it, in one word as alerts have it.
"""

import random
import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, islice

SEED, VOCABULARY, SYSTEMS = 7, 20_000, 1_500
BEGINS = "b d f g k l m n p r s t v z br dr kl st tr".split()  # noqa: SIM905  # a list of words
SYLLABLES = [begin + vowel for begin in BEGINS for vowel in "aeiou"]
WRONG = """
    BackupFailed CacheMisses TokenExpired ConnectionsExhausted ConsumerLag CpuThrottled
    CrashLooping DeployStuck DiskFull DnsFailing DuplicateEvents HighErrorRate HighLatency JobsLate
    LoginFailures MemoryHigh NotReady QueueGrowing QuotaReached ReplicationLag RequestsDropped
    SlowQueries StaleData UnderReplicated WebhookFailures
""".split()  # noqa: SIM905  # a list of words
BODY = """
## Meaning

@title of @12. @30. @24.

## Impact

- @14.
- @16.
- @12.

!!! warning "@3"
    @24.

## Symptoms @1

@40.

| @1 | @1 | @1 |
|---|---|---|
| `@1_@1` | @4 | @3 |
| `@1_@1` | @4 | @3 |
| `@1_@1` | @4 | @3 |
| `@1_@1` | @4 | @3 |
| `@1_@1` | @4 | @3 |
| `@1_@1` | @4 | @3 |

## Diagnosis

1. @18:

    ```bash
    kubectl -n @1 get pods --selector app=@1 --output wide
    kubectl -n @1 logs deployment/@1_@1 --since 10m | grep --count --ignore-case @1_@1_@1
    kubectl -n @1 describe configmap/@1_@1 --show-events=false
    ```

2. @20.

```promql
sum by (@1, @1) (rate(@1_@1_@1_total{job="@1_@1", code=~"5.."}[5m]))
  / sum by (@1, @1) (rate(@1_@1_@1_total{job="@1_@1"}[5m])) > 0.05
```

## Queries of @1

@36.

```sql
select @1_@1, @1_@1, count(*) as @1 from @1_@1 join @1_@1 using (@1_@1)
where @1 = '@1_@1' and @1_@1 > now() - interval '1 hour'
group by @1_@1, @1_@1 order by 3 desc limit 20;
```

## Mitigation

@30.

=== "@1"

    @14.

    ```bash
    kubectl -n @1 rollout restart deployment/@1
    ```

=== "@1"

    @14.

    ```yaml
    @1:
      @1_@1: {@1_@1: 3, @1: "@1_@1"}
      @1: [@1_@1, @1_@1, @1]
      @1_@1: https://@1.@1.example/@1/@1
    ```

!!! danger "@4"
    @26.

## Verification

- [ ] @12.
- [ ] @10.
- [ ] @12.

```bash
curl --fail https://@1.@1.example/@1/health | grep @1
```

## Follow-up of @1

@40. @36.

## Escalation

@18. @24.
"""


def runbooks(given: Mapping[str, str], size: int) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of as many runbooks as asked for: those given, then made-up ones.

    One that is made up has the front matter of one that is given: its owner and services exist.
    """
    yield from islice(given.items(), size)
    rng = random.Random(SEED)
    known = _vocabulary(rng)
    words = _zipf(known, rng)
    names = [f"{system.capitalize()}{wrong}" for system in known[-SYSTEMS:] for wrong in WRONG]
    fronts = [text.split("---\n")[1] for text in given.values()]
    for number, name in enumerate(rng.sample(names, max(size - len(given), 0))):
        front = re.sub(r"(?m)^title: .*$", f"title: {name}", fronts[number % len(fronts)])
        front = re.sub(r"(?m)^alerts: .*$", f"alerts: [{name}]", front)
        yield f"runbooks/team{number // 40}/{name}.md", f"---\n{front}---\n{_body(name, words)}"


def _vocabulary(rng: random.Random) -> list[str]:
    """Return different pseudo-words of two to five syllables."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found["".join(rng.choices(SYLLABLES, k=rng.choice((2, 3, 4, 5))))] = None
    return list(found)


def _zipf(known: list[str], rng: random.Random) -> Iterator[str]:
    """Yield words without end, the first one twice as often as the second one."""
    share = list(accumulate(1 / rank for rank in range(1, len(known) + 1)))
    while True:
        yield from rng.choices(known, cum_weights=share, k=10_000)


def _body(name: str, words: Iterator[str]) -> str:
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    filled = re.sub(r"@(\d+)", lambda m: " ".join(islice(words, int(m[1]))), BODY)
    return filled.replace("@title", said)
