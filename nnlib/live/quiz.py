"""Quizzes with feedback on every answer, as plain HTML: nothing runs, and nothing is fetched."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Mapping

from nnlib.checks import brief, several
from nnlib.live.plainmaths import plain

# Colours of text and ground come from the page, so that light and dark need no care here. Colab and
# VS Code set no formulas in HTML: one that has stayed a mere text shows as a plain one.
STYLE = """
.nn-quiz { margin: 1rem 0; }
.nn-quiz > p { font-weight: 600; margin: 0 0 .5rem; }
.nn-quiz details { border: 1px solid #8888; border-radius: .4rem; margin: .4rem 0; }
.nn-quiz summary { cursor: pointer; display: flex; gap: .6rem; padding: .5rem .75rem; }
.nn-quiz summary::before { content: "○"; flex: none; text-align: center; width: 1em; }
.nn-quiz summary::-webkit-details-marker { display: none; }
.nn-quiz details > p { margin: 0; padding: 0 .75rem .6rem 2.35rem; }
.nn-quiz details[open] { border-left: .3rem solid #d55e00; }
.nn-quiz details[open] > summary::before { content: "✗"; }
.nn-quiz details.nn-right[open] { border-left-color: #0072b2; }
.nn-quiz details.nn-right[open] > summary::before { content: "✓"; }
.nn-quiz .math:not(:has(*)) { font-size: 0; }
.nn-quiz .math:not(:has(*))::after { content: attr(data-plain); font-size: 1rem; }
""".strip()


def quiz(question: str, answers: Mapping[str, str], *, correct: str | Collection[str]) -> Quiz:
    r"""Ask a question with answers to choose from, each with its own feedback.

    Parameters
    ----------
    question : str
        The question. Here and in the answers, ```code``` and ``$maths$`` are set as such.
    answers : mapping of str to str
        Feedback by answer, in the order shown. Say why an answer is right or wrong; that it is
        comes before your words.
    correct : str or collection of str
        The right answer, or the right answers.

    Returns
    -------
    Quiz
        Shows itself in a notebook and on a page, works from the keyboard and without a kernel.

    Raises
    ------
    ValueError
        When there are fewer than two answers, or the right one is not among them.

    Notes
    -----
    Taught on the page "Write your own explorer".

    Examples
    --------
    >>> quiz(
    ...     "What is $w x$ for $x = 0$?",
    ...     {"0": "Whatever $w$ is.", "$w$": "That would be so for $x = 1$."},
    ...     correct="0",
    ... )
    Quiz: What is $w x$ for $x = 0$? (2 answers)
    """
    if not isinstance(question, str):
        raise TypeError(f"quiz: the question is a text, met {brief(question)}. Write it in quotes.")
    if not isinstance(answers, Mapping) or not all(
        isinstance(text, str) for entry in answers.items() for text in entry
    ):
        raise TypeError(
            f"quiz: the answers are a dictionary from answers to feedback, all texts, met "
            f"{brief(answers)}. Write {{'0': 'Why so.', '1': 'Why not.'}}."
        )
    wanted = [correct] if isinstance(correct, str) else several("quiz: correct", correct, "['0']")
    if not all(isinstance(answer, str) for answer in wanted):
        raise TypeError(
            f"quiz: correct repeats an answer, a text, met {brief(correct)}. Write it in quotes."
        )
    right = set(wanted)
    if len(answers) < 2:
        raise ValueError("quiz: give at least two answers to choose from.")
    if not right or not right <= answers.keys():
        unknown = ", ".join(repr(answer) for answer in sorted(right - answers.keys())) or "nothing"
        raise ValueError(
            f"quiz: correct names {unknown}, but the answers are "
            f"{', '.join(repr(answer) for answer in answers)}. Repeat one of them exactly."
        )
    return Quiz(question, dict(answers), right)


class Quiz:
    """A question, its answers with their feedback, and which are right; made by `quiz`."""

    def __init__(self, question: str, answers: dict[str, str], right: set[str]) -> None:
        self.question = question
        self.answers = answers
        self.right = right

    def __repr__(self) -> str:
        return f"Quiz: {self.question} ({len(self.answers)} answers)"

    def _repr_html_(self) -> str:
        # Details of one name close each other, so one answer is open at a time.
        group = "quiz-" + hashlib.sha256(self.question.encode()).hexdigest()[:8]
        answers = "\n".join(
            f'<details name="{group}"{_mark(answer in self.right)}>'
            f"<summary{_spoken(answer)}><span>{_inline(answer)}</span></summary>"
            f"<p>{_verdict(answer in self.right)} {_inline(feedback)}</p></details>"
            for answer, feedback in self.answers.items()
        )
        return (
            f"<style>\n{STYLE}\n</style>\n"
            f'<div class="nn-quiz" role="group" aria-labelledby="{group}">\n'
            f'<p id="{group}">{_inline(self.question)}</p>\n{answers}\n</div>'
        )


def _mark(right: bool) -> str:
    return ' class="nn-right"' if right else ""


def _verdict(right: bool) -> str:
    return "<strong>Right.</strong>" if right else "<strong>Not this one.</strong>"


def _spoken(answer: str) -> str:
    """Name an answer that is a formula only: a typeset one is no text to speak a button's name."""
    if not re.fullmatch(r"\$[^$]+\$", answer):
        return ""
    return f' aria-label="{html.escape(plain(answer.strip("$")))}"'


def _inline(text: str) -> str:
    """Escape text, and set its `code` and its $maths$."""
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"\$([^$]+)\$", lambda found: _formula(found[1]), text)


def _formula(formula: str) -> str:
    """Set a formula, of escaped text, for MathJax, with a plain text for where there is none."""
    shown = html.escape(plain(html.unescape(formula)))
    return rf'<span class="math" data-plain="{shown}">\({formula}\)</span>'
