"""Words are blacked out, never changed; and what was blacked out cannot be read, counted or guessed by its length."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.redaction import BLACK, RewrittenError, blacken, publish

TEXT = "Pak Budi Santoso (0812-3456-789) membuang limbah.\nSaksi: Ibu Sri."
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="█▇"), min_size=1)


@pytest.mark.parametrize(
    ("redacted", "published"),
    [
        ("Pak ▇▇▇▇ ▇▇▇▇▇▇▇ (0812-3456-789) membuang limbah.\nSaksi: Ibu Sri.", f"Pak {BLACK} {BLACK} (0812"),
        ("Pak ▇ (0812-3456-789) membuang limbah.\nSaksi: Ibu ▇.", f"Pak {BLACK} (0812"),
        ("Pak Bu▇▇ Santoso (█) membuang limbah.\nSaksi: Ibu Sri.", f"Pak {BLACK} Santoso ({BLACK}) membuang"),
        ("▇", BLACK),
        ("", BLACK),
    ],
)
def test_runs_stand_for_what_was_there(redacted: str, published: str) -> None:
    found = publish(TEXT, redacted)
    assert found is not None
    assert found.startswith(published)
    assert publish(TEXT, found) == found


def test_a_text_without_black_is_the_original_again() -> None:
    assert publish(TEXT, TEXT) is None
    assert publish(TEXT, TEXT.replace("\n", "\r\n") + "  ") is None
    assert publish("", "") is None


@pytest.mark.parametrize(
    "redacted",
    [
        "Pak Joko ▇ (0812-3456-789) membuang limbah.\nSaksi: Ibu Sri.",
        "Pak ▇ tidak membuang limbah.\nSaksi: Ibu Sri.",
        "Pak ▇ (0812-3456-789) membuang limbah.",
        "▇ (0812-3456-789) membuang limbah.\nSaksi: Ibu Sri. ▇",
        "membuang limbah. ▇ Pak Budi Santoso",
        TEXT + " ▇",
        TEXT.replace("limbah", "sampah"),
        TEXT[:-1],
    ],
)
def test_other_words_than_the_reporters_are_refused(redacted: str) -> None:
    with pytest.raises(RewrittenError):
        publish(TEXT, redacted)


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_whatever_is_blackened_nothing_else_is_said(words: list[str], data: st.DataObject) -> None:
    """Any stretches of any text: the published text is the original with gaps, and no touched word is left in part."""
    text = " ".join(words).strip()
    if not text:
        return
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    redacted = list(text)
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        redacted[start:end] = ["▇"] * (end - start)
    found = publish(text, "".join(redacted))
    if found is None:
        assert "▇" not in redacted
        return
    assert publish(text, found) == found
    assert re.fullmatch(".+".join(map(re.escape, found.split(BLACK))), text.strip(), re.DOTALL)
    assert not re.search(rf"\w{BLACK}|{BLACK}\w|{BLACK}█", found)


@given(st.lists(WORDS, min_size=1, max_size=20), st.data())
def test_a_word_that_is_to_go_is_nowhere_left(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    secret = data.draw(st.sampled_from(words)).strip()
    if not secret:
        return
    found = blacken(text, [secret])
    assert not re.search(re.escape(secret), found.replace(BLACK, "█"), re.IGNORECASE)
    assert publish(text, found) is not None


def test_its_length_does_not_tell_a_name() -> None:
    one, other = (blacken(f"Pelakunya {name}.", [name]) for name in ("Al", "Bambang Wijayakusuma"))
    assert one == other


def test_a_long_text_of_one_letter_takes_no_time() -> None:
    text = "a" * 10_000
    assert publish(text, "a" * 9_999 + "▇") == BLACK
    with pytest.raises(RewrittenError):
        publish(text, "▇b" * 2_000)
