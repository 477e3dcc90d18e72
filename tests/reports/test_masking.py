"""Names are taken out of accounts that others will read."""

import pytest

from reports.masking import mask_names


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("Pak Ahmad bin Said membuang limbah", "Pak [nama] membuang limbah"),
        ("kata Bu Siti R. Aminah kemarin", "kata Bu [nama] kemarin"),
        ("milik PT Sawit Jaya-Abadi di hulu", "milik PT [nama usaha] di hulu"),
        ("di dekat Toko Berkah. Air keruh.", "di dekat Toko [nama usaha]. Air keruh."),
        ("hubungi 0812-3456-7890 saja", "hubungi [telepon] saja"),
        ("hubungi +62 812 3456 7890", "hubungi [telepon]"),
        ("NIK 6408012345678901 saya", "NIK [NIK] saya"),
        ("surat ke warga.desa@contoh.co.id ya", "surat ke [e-mail] ya"),
        ("lihat https://contoh.id/foto?id=3 ini", "lihat [tautan] ini"),
        ("truk KT 1234 AB lewat", "truk [pelat nomor] lewat"),
    ],
)
def test_what_tells_who_it_was_is_replaced(said: str, masked: str) -> None:
    assert mask_names(said) == masked


@pytest.mark.parametrize(
    "said",
    [
        "Ibu warga mengeluh di RT 05, sekitar 300 meter dari jembatan.",
        "Sejak 12 November 2026 air keruh, pH 4,5 dan BOD 120 mg/l.",
        "Bapak-bapak sudah menegur. Sampah 3 truk.",
    ],
)
def test_what_happened_stays(said: str) -> None:
    assert mask_names(said) == said
