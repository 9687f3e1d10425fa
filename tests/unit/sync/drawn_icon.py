"""How the app's icon is drawn: a watch whose first quarter is taken. Run it to draw it anew."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "site" / "assets" / "icons"
SIZES = (180, 192, 512)
GROUND, RING, QUARTER = (28, 42, 65), (255, 255, 255), (255, 179, 71)
FINE = 4
"""Samples a pixel, along each side."""


def colour(x: float, y: float) -> tuple[int, int, int]:
    """Return the colour at a place of the unit square; y grows downwards."""
    away = ((x - 0.5) ** 2 + (y - 0.5) ** 2) ** 0.5
    if 0.27 <= away <= 0.33:
        return RING
    if away < 0.22 and x > 0.5 and y < 0.5:
        return QUARTER
    return GROUND


def rows(size: int) -> Iterator[bytes]:
    """Yield the rows of a picture, three bytes a pixel."""
    step = 1 / (size * FINE)
    for row in range(size):
        line = bytearray()
        for column in range(size):
            drawn = [
                colour((column * FINE + i + 0.5) * step, (row * FINE + j + 0.5) * step)
                for i in range(FINE)
                for j in range(FINE)
            ]
            line += bytes(round(sum(part) / len(drawn)) for part in zip(*drawn, strict=True))
        yield bytes(line)


def png(size: int) -> bytes:
    """Return the picture as PNG (ISO/IEC 15948): 8 bits a channel, no filter."""
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows(size)), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pixels(data: bytes) -> bytes:
    """Return the rows of a picture that `png` made, as they were before they were compressed."""
    place = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[place - 4 : place])
    return zlib.decompress(data[place + 4 : place + 4 + length])


def main() -> None:
    """Draw the files anew."""
    for size in SIZES:
        (FOLDER / f"icon-{size}.png").write_bytes(png(size))


if __name__ == "__main__":
    main()
