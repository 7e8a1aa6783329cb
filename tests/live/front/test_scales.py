"""Limits and ticks."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.live.still.axes import find_limits

DATA = st.lists(
    st.one_of(st.floats(-1e4, 1e4).map(lambda v: round(v, 3)), st.just(math.nan)), max_size=8
)


@given(soft=DATA, hard=DATA, log=st.booleans())
def test_the_page_and_the_still_find_the_same_limits(front, soft, hard, log):
    found = front.evaluate(
        """async ({ soft, hard, log }) => {
          const { Reach } = await import("./drawing/scales.js");
          const reach = new Reach(log);
          reach.addAll(soft.map(Number));
          for (const value of hard) reach.addEdge(Number(value));
          return reach.limits();
        }""",
        # Number("nan") is NaN.
        {"soft": list(map(str, soft)), "hard": list(map(str, hard)), "log": log},
    )
    expected = find_limits(np.array(soft), np.array(hard), "log" if log else "linear")
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def ticks_of(front, low, high, count, log=False):
    return front.evaluate(
        'async (a) => (await import("./drawing/scales.js")).ticksOf(...a)', [low, high, count, log]
    )


def read_label(label):
    """Return the number that a label shows."""
    match = re.fullmatch(r"([\d.]+)?(?:·?10\^(-?\d+))?", label.replace("−", "-").lstrip("-"))
    assert match is not None, label
    sign = -1 if label.startswith("−") else 1
    return sign * float(match[1] or 1) * 10 ** int(match[2] or 0)


@given(
    low=st.floats(-1e6, 1e6),
    span=st.floats(-6, 8).map(lambda power: 10**power),
    count=st.integers(3, 10),
)
def test_linear_ticks_are_multiples_of_one_two_or_five(front, low, span, count):
    high = low + span
    if span < 1e-6 * abs(low):
        return
    ticks = ticks_of(front, low, high, count)["ticks"]
    values = np.array([tick["value"] for tick in ticks])
    assert 1 <= len(values) <= 2 * count + 1
    slack = 1e-6 * span
    assert ((values >= low - slack) & (values <= high + slack)).all()
    if len(values) > 1:
        step = np.diff(values)
        digit = step[0] / 10 ** math.floor(math.log10(step[0]) + 1e-6)
        assert min(abs(digit - wanted) for wanted in (1, 2, 5)) < 1e-4
        np.testing.assert_allclose(step, step[0], rtol=1e-4)
        # The label says the number itself, not one rounded away from its place.
        read = [read_label(tick["label"]) for tick in ticks]
        np.testing.assert_allclose(read, values, atol=1e-6 * step[0] + 1e-12)
    assert len({tick["label"] for tick in ticks}) == len(ticks)


@pytest.mark.parametrize(
    ("arguments", "labels"),
    [
        ((-4, 4, 5), ["−4", "−2", "0", "2", "4"]),
        ((-0.04, 1.04, 5), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ((0, 3000000, 4), ["0", "1·10^6", "2·10^6", "3·10^6"]),
        ((0.001, 10, 5, True), ["0.001", "0.01", "0.1", "1", "10"]),
        ((1e-8, 1, 4, True), ["10^−8", "10^−6", "10^−4", "10^−2", "10^0"]),
        ((0.5, 6, 4, True), ["0.5", "1", "2", "5"]),
    ],
)
def test_ticks_read_as_in_a_textbook(front, arguments, labels):
    assert [tick["label"] for tick in ticks_of(front, *arguments)["ticks"]] == labels


@given(low=st.floats(1e-6, 1e3), factor=st.floats(1.01, 1e6), position=st.floats(0, 1))
def test_a_log_scale_finds_back_the_value_of_its_pixel(front, low, factor, position):
    value = low * factor**position
    pixel, back = front.evaluate(
        """async ([low, high, value]) => {
          const { Scale } = await import("./drawing/scales.js");
          const scale = new Scale(true);
          scale.set(low, high, 40, 440);
          const pixel = scale.pixel(value);
          return [pixel, scale.value(pixel)];
        }""",
        [low, low * factor, value],
    )
    assert pixel == pytest.approx(40 + 400 * position, abs=1e-3)
    assert back == pytest.approx(value, rel=1e-6)
