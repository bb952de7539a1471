"""A pattern means what it means to Python's `re`, and no text keeps it busy."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.forms import patterns
from tongban.forms.tests.samples import field, said
from tongban.forms.tests.test_types import typed

LONG = 20_000
# Each kept a backtracking engine busy for hours, or for ever.
SLOW = [
    "a*a*a*b",
    "(a+)+b",
    "(a|a)*b",
    "(a?){26}a{26}b",
    "(?:ab|a(?:b))*c",
    "(.*,){9}b",
    r"(\w+\s?)*[!]",
    "a*" * 200 + "b",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_the_longest_text_is_answered_at_once_whatever_the_pattern(pattern: str) -> None:
    asked = field("x", "longtext", pattern=pattern, pattern_message=said("x", "x"), max_length=LONG)
    begun = time.process_time()
    assert typed(asked, "a" * LONG).errors != {}
    assert typed(asked, "甲乙, " * 4_999).errors != {}
    assert time.process_time() - begun < 1


def test_the_dearest_pattern_that_is_taken_at_all_is_done_within_a_second() -> None:
    patterns.check_effort(dearest := r".*[甲a].{540}b", LONG)
    begun = time.process_time()
    assert not patterns.compiled(dearest).fullmatch("甲乙丙丁" * (LONG // 4))
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        (r"^[\u3400-\u9fff]{2,20}$", "演示", "演"),
        (r"\w{2,20}", "演示１", "演 示"),
        (r"[\w-]{,3}", "演-示", "演-示-"),
        (r"\d+", "１２", "一二"),
        (r"甲\s乙\Z", "甲\u3000乙", "甲乙"),
    ],
)
def test_letters_and_digits_are_those_of_every_script(pattern: str, fits: str, does_not: str) -> None:
    assert patterns.compiled(pattern).fullmatch(fits)
    assert not patterns.compiled(pattern).fullmatch(does_not)


PARTS = st.sampled_from(
    r"a b 甲 . \d \w \W \D \s \S \. \\ [ab] [^a] []a] [^]a] [a[] [[] [\w-] [^\d甲] [\u3400-\u9fff] \u7532 [\]a] ^ $ \Z \A".split()
)
TIMES = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{,2}", "{2,}", "*?"])
PATTERNS = st.recursive(
    PARTS,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=4).map("".join),
        st.tuples(part, TIMES).map(lambda both: f"(?:{both[0]}){both[1]}"),
        st.lists(part, min_size=2, max_size=3).map(lambda ways: f"({'|'.join(ways)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(PATTERNS, st.text(alphabet="ab甲1１_-. ]\\[\n\u3000é½", max_size=6))
def test_a_pattern_means_what_it_means_to_python(pattern: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # “[[” may once mean something else
        expected = re.fullmatch(pattern, text) is not None
    try:
        assert patterns.compiled(pattern).fullmatch(text) == expected
    except patterns.PatternRefused as refused:
        assert str(refused)
