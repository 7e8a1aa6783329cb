"""Labels are read by the same rules in the page and in the still."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.live.label import parse_label


def parse_in_page(front, label, formula=False):
    runs = front.evaluate(
        'async (given) => (await import("./drawing/labels.js")).parseLabel(...given)',
        [label, formula],
    )
    return [(run["text"], run["level"], run["math"]) for run in runs]


@given(label=st.text(alphabet="abIxyŷ_^12 '’hat−-()é²ᵀ,=+", max_size=14), formula=st.booleans())
def test_the_page_takes_labels_apart_as_the_still_does(front, label, formula):
    assert parse_in_page(front, label, formula) == [
        tuple(run) for run in parse_label(label, formula)
    ]


def test_in_a_formula_no_letter_is_a_word(front):
    variable, word = ("a", 0, True), ("a step", 0, False)
    assert parse_in_page(front, "a step", formula=True) == [variable, (" step", 0, False)]
    assert parse_in_page(front, "a step") == [word]


@pytest.mark.parametrize(
    "label",
    ["a, b, c", "a + 1", "a·b", "b - a", "f(a)", "x = a", "(A + b)", "I < 3", "b, a", "Aᵀ", "w, I"],
)
def test_a_letter_that_may_be_a_word_is_a_variable_within_a_formula(front, label):
    assert (re.search("[aAI]", label)[0], 0, True) in parse_in_page(front, label)


@pytest.mark.parametrize("label", ["a step", "class A", "(a step)", "loss, a sum"])
def test_a_letter_that_may_be_a_word_is_one_within_a_text(front, label):
    assert parse_in_page(front, label) == [(label, 0, False)]


def test_a_transposed_matrix_is_a_variable_with_a_raised_t(front):
    variable, raised = ("W", 0, True), ("T", 1, False)
    assert parse_in_page(front, "x Wᵀ")[-2:] == [variable, raised]
    assert parse_in_page(front, "(XW)ᵀ") == [("(XW)", 0, False), raised]


@pytest.mark.parametrize(
    ("label", "runs"),
    [
        ("x1", [("x", 0, True), ("1", -1, False)]),
        ("w_12", [("w", 0, True), ("12", -1, False)]),
        ("y_hat", [("ŷ", 0, True)]),
        ("sigma", [("sigma", 0, False)]),
        ("a step", [("a step", 0, False)]),
        ("10^-3", [("10", 0, False), ("−3", 1, False)]),
        ("loss L", [("loss ", 0, False), ("L", 0, True)]),
        ("learning_rate", [("learning_rate", 0, False)]),
    ],
)
def test_a_label_looks_as_the_formula_does(front, label, runs):
    assert parse_in_page(front, label) == runs


def test_a_subscript_is_narrower_than_a_letter_on_the_line(front):
    narrow, wide = front.evaluate(
        """async () => {
          const { measureLabel } = await import("./drawing/labels.js");
          const context = document.createElement("canvas").getContext("2d");
          const font = { size: 13, family: "sans-serif" };
          return ["x1", "x 1"].map((label) => measureLabel(context, label, font));
        }"""
    )
    assert 0 < narrow < wide
