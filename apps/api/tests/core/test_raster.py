"""How large an image says it is, before anything unpacks it."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.raster import MOST_PIXELS, is_showable, raster_size
from tests.factories.pictures import gif, jpeg, png, webp


@pytest.mark.parametrize("make", [png, jpeg, gif, webp])
def test_the_size_is_read_from_the_header(make: Callable[[int, int], bytes]) -> None:
    assert raster_size(make(640, 480)) == (640, 480)
    assert is_showable(make(640, 480))


@pytest.mark.parametrize("make", [png, jpeg, gif])
def test_what_would_unpack_to_too_much_is_not_shown(make: Callable[[int, int], bytes]) -> None:
    assert is_showable(make(10_000, MOST_PIXELS // 10_000))
    assert not is_showable(make(10_001, MOST_PIXELS // 10_000))
    assert not is_showable(make(65_535, 65_535))


def test_webp_of_every_kind() -> None:
    lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14)
    extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
    assert raster_size(lossless) == raster_size(extended) == (640, 480)


def test_a_frame_larger_than_its_screen_counts() -> None:
    small = gif(1, 1)
    frame = small[:13] + b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c" + struct.pack("<HHHH", 0, 0, 60_000, 60_000)
    assert raster_size(frame) == (60_000, 60_000)


def test_jpeg_segments_are_walked_as_decoders_do() -> None:
    # A size inside a comment is none; rubbish and fill bytes between segments are skipped.
    hidden = b"\xff\xfe\x00\x0c\xff\xc0\x00\x11\x08\x00\x01\x00\x01\x03"
    whole = b"\xff\xd8" + hidden + b"rubbish\xff\xff" + jpeg(60_000, 60_000)[3:]
    assert raster_size(whole) == (60_000, 60_000)
    assert not is_showable(png(0, 480))
    assert raster_size(b"\xff\xd8\xff\xda\x00\x02" + jpeg(1, 1)[2:]) is None, "no size before the picture begins"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([png(9, 9), jpeg(9, 9), gif(9, 9), webp(9, 9)]), st.integers(3, 40), st.binary(max_size=80))
def test_it_is_total(whole: bytes, kept: int, rest: bytes) -> None:
    size = raster_size(whole[:kept] + rest)
    assert size is None or len(size) == 2
