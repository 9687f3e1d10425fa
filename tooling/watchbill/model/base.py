"""What every type of the model shares."""

import atexit
import gc
from typing import Annotated

from msgspec import Meta, Struct

from watchbill.model.scalars import DayName, WindowTime

# msgspec can crash when the interpreter clears its types at exit (msgspec issue 717, open):
# frozen objects are left to the operating system.
atexit.register(gc.freeze)


class Shape(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An immutable value with a fixed set of fields."""


class Window(Shape, frozen=True, rename={"from_": "from"}):
    """A stretch of the week: days with times, or from one day and time until another."""

    from_: Annotated[WindowTime, Meta(description="Begin: 22:00, or with a day: fri 17:00.")]
    until: Annotated[
        WindowTime,
        Meta(description="End, not included; an end at or before the begin is on the next day."),
    ]
    days: Annotated[
        tuple[DayName, ...],
        Meta(description="The days on which the stretch begins; every day unless said."),
    ] = ()
