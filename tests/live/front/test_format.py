"""The page prints numbers as Python does."""

import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib.live import template

SPECS = st.one_of(
    st.sampled_from(["", ",", "d", "+d"]),
    st.builds(
        "{}.{}{}".format, st.sampled_from(["", "+"]), st.integers(0, 12), st.sampled_from("fge%")
    ),
)
# All doubles, and those that lie exactly between two decimals.
NUMBERS = st.one_of(
    st.floats(),
    st.builds(lambda odd, bits: odd / 2**bits, st.integers(-(10**6), 10**6), st.integers(0, 14)),
    st.builds(lambda odd, power: odd * 10.0**power / 2, st.integers(-99, 99), st.integers(-9, 22)),
    st.floats(-1e3, 1e3),
    st.integers(-(10**18), 10**18).map(float),
)


def bits(value):
    """JSON has no way to write nan, infinity or the sign of zero."""
    return struct.pack(">d", value).hex()


def print_in_page(front, pairs):
    return front.evaluate(
        """async (pairs) => {
          const { formatNumber } = await import("./drawing/format.js");
          return pairs.map(([hex, spec]) => {
            const view = new DataView(new ArrayBuffer(8));
            view.setBigUint64(0, BigInt(`0x${hex}`));
            return formatNumber(view.getFloat64(0), spec);
          });
        }""",
        [[bits(value), spec] for value, spec in pairs],
    )


@settings(max_examples=60)
@given(pairs=st.lists(st.tuples(NUMBERS, SPECS), min_size=100, max_size=200))
def test_the_page_prints_any_number_as_python_does(front, pairs):
    expected = [template.format_number(value, spec) for value, spec in pairs]
    assert print_in_page(front, pairs) == expected


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.125, ".2f", "0.12"),
        (-3e307, ".0%", "-inf%"),
        (2.5, ".0f", "2"),
        (-0.001, ".2f", "0.00"),
        (-0.001, "+.2f", "+0.00"),
        (-0.0, ".3g", "0"),
        (-0.0, "", "0.0"),
        (-0.0004, ".1%", "0.0%"),
        (1e22, ".1f", "10000000000000000000000.0"),
        (9.5, ".0e", "1e+01"),
        (25.0, ".0e", "2e+01"),
        (0.0001, ".3g", "0.0001"),
        (0.00001, ".3g", "1e-05"),
        (1234567.5, ",", "1,234,567.5"),
        (1e16, "", "1e+16"),
        (3.0, "", "3.0"),
        (5e-324, "", "5e-324"),
        (0.285, ".0%", "28%"),
        (-0.3, "d", "0"),
        (math.nan, ".1%", "nan%"),
        (math.nan, "+.1f", "+nan"),
        (-math.inf, ".2f", "-inf"),
        (math.inf, "d", "inf"),
    ],
)
def test_borderline_numbers_print_as_in_python(front, value, spec, text):
    assert template.format_number(value, spec) == text
    assert print_in_page(front, [(value, spec)]) == [text]


def test_an_unknown_format_is_an_error_that_lists_the_known_ones(front):
    caught = front.evaluate(
        """async () => {
          const { formatNumber } = await import("./drawing/format.js");
          try { return formatNumber(1, "x"); } catch (error) { return error.message; }
        }"""
    )
    assert '"x" is not a known number format' in caught
    assert ".2f" in caught


TEXTS = st.text(alphabet="ab x1-+.²{}×", max_size=12)


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=4),
    values=st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3),
    spec=st.sampled_from([".2f", "+.1f", ".0%", "d", ""]),
)
def test_templates_fill_as_in_python(front, texts, values, spec):
    escaped = [text.replace("{", "{{").replace("}", "}}") for text in texts]
    field = f":{spec}" if spec else ""
    named = "".join(
        piece for i, text in enumerate(escaped) for piece in (text, f"{{v{i % 3}{field}}}")
    )
    in_order = ("{" + field + "}").join(escaped)
    by_name = {f"v{i}": value for i, value in enumerate(values)}
    filled = front.evaluate(
        """async ([named, byName, inOrder, values]) => {
          const { fillTemplate } = await import("./drawing/format.js");
          return [fillTemplate(named, byName), fillTemplate(inOrder, values)];
        }""",
        [named, by_name, in_order, values],
    )
    assert filled == [template.fill(named, by_name), template.fill(in_order, values)]


@given(text=st.text(alphabet="ab1 -−(.e5,:²inf", max_size=14))
def test_minus_signs_are_set_where_the_still_sets_them(front, text):
    page = front.evaluate(
        'async (text) => (await import("./drawing/format.js")).withMinus(text)',
        text,
    )
    assert page == template.with_minus(text)
