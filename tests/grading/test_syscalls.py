"""The filter of system calls, run here as the kernel runs it."""

from __future__ import annotations

import struct

import pytest

from boxgrader.sandbox.seccomp import program

X86_64, I386, ARM64, ARM32 = 0xC000_003E, 0x4000_0003, 0xC000_00B7, 0x4000_0028
X32 = 0x4000_0000


def allows(machine, way, number):
    """Whether the filter for a kind of processor lets a call pass that was made in some way."""
    steps = list(struct.iter_unpack("=HBBI", program(machine)))
    at, loaded = 0, 0
    while True:
        code, then, otherwise, value = steps[at]
        at += 1
        if code == 0x20:
            loaded = {0: number, 4: way}[value]
        elif code == 0x06:
            return value == 0x7FFF_0000
        else:
            assert code in (0x15, 0x35)
            holds = loaded == value if code == 0x15 else loaded >= value
            at += then if holds else otherwise


@pytest.mark.parametrize(
    ("machine", "way", "number"),
    [("x86_64", X86_64, 0), ("x86_64", X86_64, 57), ("aarch64", ARM64, 63)],
)
def test_ordinary_calls_pass(machine, way, number):
    assert allows(machine, way, number)


@pytest.mark.parametrize("number", [319, 101, 135, 165, 432, 438, 442])
def test_denied_calls_do_not(number):
    assert not allows("x86_64", X86_64, number)


@pytest.mark.parametrize("number", [0, 3, 21, 356])
def test_no_call_passes_in_the_way_of_32_bit_programs(number):
    """There the same calls have other numbers."""
    assert not allows("x86_64", I386, number)
    assert not allows("aarch64", ARM32, number)


@pytest.mark.parametrize("number", [0, 101, 319, 521])
def test_no_call_passes_by_its_x32_number(number):
    assert not allows("x86_64", X86_64, X32 + number)


def test_there_is_a_filter_for_known_processors_only():
    with pytest.raises(OSError, match="m68k"):
        program("m68k")
