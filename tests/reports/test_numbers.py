"""Numbers survive being read over the telephone: loose typing is understood, errors are noticed without a look-up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numbers import ALPHABET, NumberError, check_character, new_number, parse_number

bodies = st.text(ALPHABET, min_size=7, max_size=7)


def number_of(body: str) -> str:
    characters = body + check_character(body)
    return f"{characters[:4]}-{characters[4:]}"


def test_a_new_number_reads_back_as_itself() -> None:
    number = new_number()
    assert parse_number(number) == number
    assert len(number) == 9
    assert number[4] == "-"


@given(bodies)
def test_lower_case_spaces_and_lookalike_letters_are_understood(body: str) -> None:
    number = number_of(body)
    loose = f"  {number[:2]} {number[2:4]}–{number[5:]} ".lower().replace("0", "o").replace("1", "l")
    assert parse_number(loose) == number


@given(bodies, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(body: str, position: int, wrong: str) -> None:
    characters = list(number_of(body).replace("-", ""))
    if characters[position] == wrong:
        return
    characters[position] = wrong
    with pytest.raises(NumberError) as caught:
        parse_number("".join(characters))
    assert caught.value.reason == "check"


@given(bodies, st.integers(0, 7), st.integers(0, 7))
def test_every_exchange_of_two_characters_is_noticed(body: str, one: int, other: int) -> None:
    characters = list(number_of(body).replace("-", ""))
    if characters[one] == characters[other]:
        return
    characters[one], characters[other] = characters[other], characters[one]
    with pytest.raises(NumberError):
        parse_number("".join(characters))


@pytest.mark.parametrize(
    ("text", "reason"), [("", "length"), ("ABCD-123", "length"), ("ABCU-1234", "character"), ("ABC!1234", "character")]
)
def test_what_can_be_no_number_says_why(text: str, reason: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert caught.value.reason == reason
