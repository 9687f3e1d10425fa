"""Plain data to values and back."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec

from watchbill.model.scalars import Day, LocalDateTime, Zone

Invalid = msgspec.ValidationError
"""Raised by `build`; it names one error only, so `faults` looks for all of them."""

_PARSE: dict[type, Callable[[str], object]] = {
    Zone: Zone.parse,
    Day: Day.parse,
    LocalDateTime: LocalDateTime.parse,
}


# Many people live in one zone and have the same days off.
@lru_cache(maxsize=1 << 14)
def _parsed(type_: type, text: str) -> object:
    return _PARSE[type_](text)


def _decode(type_: type, data: object) -> object:
    if type(data) is str:
        return _parsed(type_, data)
    raise ValueError(f"must be text, not {type(data).__name__}")


def _encode(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def build(type_: Any, data: object) -> Any:
    """Return the value of a model type from plain data; raise Invalid where it does not fit."""
    return msgspec.convert(data, type_, dec_hook=_decode)


def pack(value: object) -> bytes:
    """Return a value as MessagePack, for `unpack`."""
    return msgspec.msgpack.encode(value, enc_hook=_encode)


def unpack(type_: Any, data: bytes | msgspec.Raw) -> Any:
    """Return a packed value; raise DecodeError (Invalid is one) where it is not of the type."""
    return msgspec.msgpack.decode(data, type=type_, dec_hook=_decode)


def plain(value: object) -> Any:
    """Return plain data (dict, list, str, int, float, bool) with the fields' written names."""
    # By way of JSON, since to_builtins keeps tuples.
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_encode))
