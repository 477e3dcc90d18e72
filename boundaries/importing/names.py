"""Names of areas as publishers spell them, matched to the official register; ambiguous ones are never guessed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass

from rapidfuzz import process

from boundaries.models import RegisterEntry
from boundaries.models.areas import Kind

_TYPE_WORDS = {
    Kind.KABUPATEN: (
        "kabupaten administrasi",
        "kabupaten adm",
        "kabupaten",
        "kab administrasi",
        "kab adm",
        "kab",
        "regency",
    ),
    Kind.KOTA: ("kota administrasi", "kota adm", "kotamadya", "kodya", "kota", "city", "municipality"),
    Kind.PROVINSI: (
        "provinsi",
        "propinsi",
        "prov",
        "province",
        "daerah istimewa",
        "daerah khusus ibukota",
        "dki",
        "di",
    ),
    Kind.KECAMATAN: ("kecamatan", "kec", "distrik", "district"),
}
_BY_LEVEL = {
    "province": (Kind.PROVINSI,),
    "regency": (Kind.KABUPATEN, Kind.KOTA),
    "district": (Kind.KECAMATAN,),
    "village": (),
}
# Official renames (files older than the law say the left name), and spellings that publishers keep to.
_FORMER = {
    "toba samosir": "toba",  # PP 14/2020
    "mamuju utara": "pasangkayu",  # PP 61/2017
    "maluku tenggara barat": "kepulauan tanimbar",  # PP 2/2019
    "yapen waropen": "kepulauan yapen",  # PP 40/2008
    "selayar": "kepulauan selayar",  # PP 59/2008
    "polewali mamasa": "polewali mandar",  # PP 74/2005
    "pasir": "paser",  # PP 49/2007
    "nanggroe aceh darussalam": "aceh",  # Pergub Aceh 46/2009
    "irian jaya barat": "papua barat",  # PP 24/2007
    "jakarta raya": "jakarta",  # GADM
    "padang sidempuan": "padangsidimpuan",
    "pahuwato": "pohuwato",
    "mahakam hulu": "mahakam ulu",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A name taken apart: the type it states (None: none) and the rest as a key that spelling does not change.

    `key_with_and` keeps "dan", for names that a publisher wrote without any spaces.
    """

    kind: str | None
    key: str
    key_with_and: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A register entry a name may mean."""

    code: str
    name: str
    kind: str
    province: str


def key_of(text: str, leave_out: Container[str] = ("dan", "and")) -> str:
    """Return a name without case, accents, spaces, hyphens, "dan", and with "Kep." written out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['`’]", "", plain))
    words = ["kepulauan" if word == "kep" else word for word in words if word not in leave_out]
    return "".join(words)


_FORMER_KEYS = {key_of(old): key_of(new) for old, new in _FORMER.items()}


def written(text: str, level: str) -> Written:
    """Take the type words off a name: "Kab. Banyu Asin" → (kabupaten, "banyuasin")."""
    words = re.sub(r"[\s.,()]+", " ", text).strip()
    lowered = words.lower()
    for kind in _BY_LEVEL[level]:
        for word in _TYPE_WORDS[kind]:
            if lowered.startswith(word + " "):
                return _written(kind, words[len(word) :])
            if lowered.endswith(" " + word):
                return _written(kind, words[: -len(word)])
    return _written(None, words)


def _written(kind: str | None, rest: str) -> Written:
    return Written(kind, key_of(rest), key_of(rest, leave_out=()))


def kind_of(text: str | None, level: str) -> str | None:
    """Return the kind that a column such as GADM's TYPE_2 states, or None."""
    lowered = (text or "").strip().lower().rstrip(".")
    return next((kind for kind in _BY_LEVEL[level] if lowered in _TYPE_WORDS[kind] or lowered == kind), None)


class Register:
    """The official register of one level, by code and by name."""

    def __init__(self, level: str, entries: Iterable[RegisterEntry] | None = None) -> None:
        self.level = level
        rows = RegisterEntry.objects.filter(level=level) if entries is None else entries
        self.by_code = {entry.code: entry for entry in rows}
        self._exact: dict[str, list[Candidate]] = defaultdict(list)
        self._loose: dict[str, list[Candidate]] = defaultdict(list)
        for entry in self.by_code.values():
            parsed = written(entry.name, level)
            candidate = Candidate(entry.code, entry.name, entry.kind, entry.code[:2])
            self._exact[parsed.key].append(candidate)
            if (glued := parsed.key_with_and) != parsed.key:
                self._exact[glued].append(candidate)
            self._loose[_loosened(parsed.key)].append(candidate)

    def __bool__(self) -> bool:
        return bool(self.by_code)

    def candidates(self, name: str, kind: str | None = None, province: str | None = None) -> list[Candidate]:
        """Return every entry that a name may mean, fewest first: one is an answer, several are an open question.

        Parameters
        ----------
        kind
            What another column says of the type; the name's own words come first.
        province
            Two digits, where the file states the province; used only where it leaves something.
        """
        parsed = written(name, self.level)
        found = self._of(parsed.key, parsed.kind)
        if not found and parsed.kind:  # "Kota Baru" may be Kabupaten Kotabaru
            found = self._of(key_of(name), None)
        if not found:  # "KotaBandung", as GADM writes
            found = self._glued(name)
        for wanted, attribute in ((None if parsed.kind else kind, "kind"), (province, "province")):
            narrowed = [c for c in found if getattr(c, attribute) == wanted]
            found = narrowed or found
        return found

    def same(self, code: str, name: str) -> bool:
        """Whether the register calls this code by this name, spelling aside."""
        return any(candidate.code == code for candidate in self.candidates(name))

    def suggestions(self, name: str) -> list[str]:
        """Return up to three official names that look like it, for a person to choose from."""
        names = {entry.name: key_of(entry.name) for entry in self.by_code.values()}
        found = process.extract(key_of(name), names, limit=3, score_cutoff=60)
        return [official for _key, _score, official in found]

    def _of(self, key: str, kind: str | None) -> list[Candidate]:
        found = (
            self._exact.get(key) or self._exact.get(_FORMER_KEYS.get(key, "")) or self._loose.get(_loosened(key), [])
        )
        return [c for c in found if kind is None or c.kind == kind]

    def _glued(self, name: str) -> list[Candidate]:
        key = key_of(name)
        for kind in _BY_LEVEL[self.level]:
            for word in (w for w in _TYPE_WORDS[kind] if " " not in w and key.startswith(w)):
                if found := self._of(key.removeprefix(word), kind):
                    return found
        return []


def _loosened(key: str) -> str:
    """Leave out what publishers leave out: "Kepulauan", and doubled letters."""
    return re.sub(r"(.)\1", r"\1", key.removeprefix("kepulauan") or key)
