"""Quizzes as a reader meets them on the pages."""

import re

import pytest

from tests.book.site import page_source, pages

QUIZ = re.compile(r'<div class="nn-quiz".*?</div>', re.DOTALL)
ANSWER = re.compile(r"<details [^>]*>")


def right_places(page):
    """For each quiz of a page, whether each of its answers is right, in their order."""
    quizzes = QUIZ.findall(page_source(page))
    return [["nn-right" in answer for answer in ANSWER.findall(quiz)] for quiz in quizzes]


WITH_QUIZZES = [page for page in pages() if len(right_places(page)) > 1]


@pytest.mark.parametrize("page", WITH_QUIZZES)
def test_the_right_answer_is_not_always_the_first(page):
    assert not all(answers[0] for answers in right_places(page))


def test_the_quizzes_are_found():
    assert len(WITH_QUIZZES) >= 6
    assert all(any(answers) for page in WITH_QUIZZES for answers in right_places(page))
