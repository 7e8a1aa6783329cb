"""Templates; that the page fills them alike is held by front/test_format.py."""

import pytest

from nnlib.live.template import check_format, fill, format_number, join, split, with_minus


@pytest.mark.parametrize("spec", [".0f", "+.2f", ".3g", ".1e", "+.0%", "d", "+d", ",", ""])
def test_the_formats_of_the_page_are_known(spec):
    assert check_format(spec, "text") == spec


@pytest.mark.parametrize("spec", ["5.2f", "x", ".2", "-.2f", ".f", "s", "^10", ",.2f", " d", None])
def test_other_formats_are_refused_with_those_there_are(spec):
    with pytest.raises(ValueError, match=r"caption: .* is not a format the page knows. Use .2f"):
        check_format(spec, "caption")


def test_a_whole_number_is_rounded_with_ties_to_even():
    assert [format_number(v, "d") for v in (2.5, -3.5, 1e20, float("-inf"))] == [
        "2",
        "-4",
        "100000000000000000000",
        "-inf",
    ]


def test_a_template_taken_apart_and_joined_is_the_same():
    template = "{{w}} {w:.1f} × {} = {y:+.0%} }}"
    assert join(split(template, "text")) == template


def test_names_and_order_fill_a_template():
    assert fill("{{w}} {w:.1f} × {x:d}", {"w": 2.25, "x": 3}) == "{w} 2.2 × 3"
    assert fill("{:.1f} and {}", [1.25, -3]) == "1.2 and -3.0"


def test_a_minus_stands_before_numbers_only():
    assert with_minus("-1 (-0.5) -inf 1e-07") == "−1 (−0.5) −inf 1e−07"
    assert with_minus("2-3-1 well-known x-1") == "2-3-1 well-known x-1"
