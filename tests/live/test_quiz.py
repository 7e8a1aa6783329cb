import pytest

from nnlib.live.quiz import quiz

ANSWERS = {"`relu`": "It is $\\max(0, x)$.", "a < b": "No & never."}


def test_each_answer_has_its_feedback_and_its_verdict():
    html = quiz("Which?", ANSWERS, correct="`relu`")._repr_html_()
    right, wrong = html.split("<details")[1:]
    assert "nn-right" in right
    assert "<strong>Right.</strong> It is" in right
    assert "nn-right" not in wrong
    assert "<strong>Not this one.</strong> No &amp; never." in wrong


def test_several_answers_can_be_right():
    html = quiz("Which?", ANSWERS, correct=["`relu`", "a < b"])._repr_html_()
    assert html.count("<strong>Right.</strong>") == 2


def test_code_and_maths_are_set_and_markup_is_escaped():
    html = quiz("Which?", ANSWERS, correct="`relu`")._repr_html_()
    assert "<code>relu</code>" in html
    assert '<span class="math" data-plain="max(0, x)">\\(\\max(0, x)\\)</span>' in html
    assert "a &lt; b" in html


def test_an_answer_that_is_a_formula_only_has_a_name_to_speak():
    html = quiz("Which?", {"$w \\cdot x$": "", "$x$ alone": ""}, correct="$x$ alone")._repr_html_()
    assert '<summary aria-label="w · x">' in html
    assert html.count("aria-label=") == 1


def test_a_formula_is_plain_text_where_nothing_sets_it_and_only_there(page):
    asked = quiz("Is $w \\cdot x < 10^{-2}$?", {"yes": "", "no": ""}, correct="no")
    page.set_content(asked._repr_html_())
    shown = """(formula) => {
      const { content, fontSize } = getComputedStyle(formula, "::after");
      return [getComputedStyle(formula).fontSize, content, fontSize];
    }"""
    formula = page.locator(".math")
    assert formula.evaluate(shown) == ["0px", '"w · x < 10⁻²"', "16px"]
    formula.evaluate(
        "(formula) => formula.replaceChildren(document.createElement('mjx-container'))"
    )
    assert formula.evaluate(shown)[:2] == ["16px", "none"]


def test_a_quiz_gives_the_same_html_in_every_run_and_no_script():
    first, second = (quiz("Which?", ANSWERS, correct="`relu`")._repr_html_() for _ in range(2))
    assert first == second
    assert "<script" not in first


@pytest.mark.parametrize("correct", ["relu", [], ["`relu`", "tanh"]])
def test_a_right_answer_that_is_not_offered_is_refused(correct):
    with pytest.raises(ValueError, match="correct names"):
        quiz("Which?", ANSWERS, correct=correct)


def test_one_answer_is_not_a_quiz():
    with pytest.raises(ValueError, match="at least two answers"):
        quiz("Which?", {"yes": ""}, correct="yes")
