"""The sentences that explain a decision. In both languages at once, for decisions are stored as they were said."""

from collections.abc import Iterable

from accounts.directory import AgencyRef
from accounts.models.agencies import Tier
from boundaries.models import Overlay
from boundaries.place import AreaRef, Method, OverlayHit
from reports.models import Crossing, PermitIssuer, PlaceSetting
from reports.responsibility.decision import Text
from reports.responsibility.facts import Facts
from reports.responsibility.rulebook import Case, Circumstances, RuleRow

SETTINGS = {
    PlaceSetting.LAND: Text("darat", "land"),
    PlaceSetting.COAST: Text("tepi pantai", "the shore"),
    PlaceSetting.SEA_12NM: Text("laut sampai 12 mil dari pantai", "the sea up to 12 nautical miles out"),
    PlaceSetting.SEA_BEYOND: Text("laut lebih dari 12 mil dari pantai", "the sea beyond 12 nautical miles"),
}
GROUNDS = {
    Overlay.Kind.CONSERVATION: Text("kawasan konservasi", "a conservation area"),
    Overlay.Kind.FOREST: Text("hutan lindung atau hutan produksi", "protection or production forest"),
    Overlay.Kind.TAHURA: Text("taman hutan raya", "a grand forest park"),
    Overlay.Kind.RIVER_BASIN: Text("wilayah sungai yang kami kenal", "a river basin on our map"),
    Overlay.Kind.CAPITAL: Text("wilayah Ibu Kota Nusantara", "the area of the new capital"),
    Overlay.Kind.OTHER: Text("tempat khusus seperti TPA regional", "a special place such as a regional landfill"),
}
TIERS = {
    Tier.REGENCY.value: Text("tingkat kabupaten/kota", "of the regency or city"),
    Tier.PROVINCE.value: Text("tingkat provinsi", "of the province"),
    Tier.CENTRAL.value: Text("tingkat pusat", "of the central government"),
}
ISSUERS = {
    PermitIssuer.REGENCY: Text("bupati atau wali kota", "the regent or mayor"),
    PermitIssuer.PROVINCE: Text("gubernur", "the governor"),
    PermitIssuer.CENTRAL: Text("kementerian", "a ministry"),
}

EARLIER_RULE_FITS = Text("aturan yang diperiksa lebih dulu sudah cocok", "a rule that comes first fits already")
NOT_HIGHER = Text(
    "tidak perlu dinaikkan: yang berwenang sudah setingkat atau lebih tinggi",
    "nothing to raise: who is competent is of that level or above already",
)
NOT_IN_FORCE = Text("aturan ini tidak berlaku pada tanggal itu", "this rule does not hold on that date")
NO_CASE = Text("tidak ada bagian aturan ini yang cocok", "no part of this rule fits")
RAISED = Text(
    "sumber atau dampaknya melewati batas wilayah, jadi urusannya naik",
    "source or impact crosses a border, so the matter rises",
)
AS_FIRST = Text(
    "semula berwenang, sebelum urusannya naik karena lintas batas",
    "would have been responsible, had it not crossed a border",
)
AS_LOCAL = Text("pemerintah daerah di tempat itu", "the local government of the place")
AS_NAMED = Text("punya tugas yang berkaitan menurut aturan yang sama", "has a task in it by the same rule")
AS_NEIGHBOUR = Text(
    "titiknya dekat perbatasan; instansi di seberang batas ikut diberi tahu",
    "the point lies near the border; the agency on its other side is told as well",
)
NAMED_ONLY = Text(
    "Tempatnya baru diketahui dari namanya; petugas perlu memastikan letaknya.",
    "The place is known by name only; an officer must find out where it is.",
)
COARSE = Text(
    "Garis batas wilayah di sini kurang teliti di peta; petugas perlu memastikan letaknya.",
    "The border is drawn coarsely here; an officer must make sure of the place.",
)
LAST_RESORT = Text(
    "Belum ada aturan yang cocok untuk laporan ini, jadi diteruskan ke {agency}, yang akan mencarikan instansi yang"
    " berwenang.",
    "No rule fits this report yet, so it goes to {agency}, who will find the authority responsible.",
)
LAST_RESORT_CONFIRM = Text(
    "Tidak ada aturan yang cocok; petugas perlu menentukan instansi yang berwenang.",
    "No rule fits; an officer must decide who is responsible.",
)
GOES_TO = Text("Diteruskan ke {agency} karena {because}.", "Goes to {agency} because {because}.")
SPECIAL = Text(
    "Menurut aturan umum ini tugas {tier}, karena {because}.",
    "By the general rule it would be a task {tier}, because {because}.",
)
LIFTED = Text(
    "Kalau tidak melewati batas, laporan ini diteruskan ke {first}, yang sekarang ikut diberi tahu.",
    "Did it not cross a border it would have gone to {first}, who is told as well.",
)
MISSING = Text(
    "{kind} {tier} untuk tempat ini belum terdaftar atau sudah tidak ada, jadi {agency} yang menggantikannya.",
    "There is no {kind} {tier} on record for this place, or no longer, so {agency} stands in for it.",
)
JOINT = Text("Ditangani bersama {agencies}.", "It acts together with {agencies}.")
BORDER = Text(
    "Titiknya dekat batas {areas}; petugas perlu memastikan letaknya (lintas batas).",
    "The point lies near the border of {areas}; an officer must make sure of the place (cross-border).",
)
LINE_INSIDE = Text(
    "Titiknya dekat garis {overlay}; kalau ternyata di luar, yang berwenang {agency}.",
    "The point lies near the line of {overlay}; if it is outside, {agency} is competent.",
)
LINE_OUTSIDE = Text(
    "Titiknya dekat garis {overlay}; kalau ternyata di dalam, yang berwenang {agency}.",
    "The point lies near the line of {overlay}; if it is inside, {agency} is competent.",
)
CHECK = Text("Petugas perlu memastikan instansi yang berwenang.", "An officer must make sure who is responsible.")


def fill(text: Text, **parts: Text | str) -> Text:
    """Put parts in their places; braces that name nothing stay as they are, for administrators write these texts."""
    indonesian, english = text.id, text.en
    for name, part in parts.items():
        both = part if isinstance(part, Text) else Text(part, part)
        indonesian = indonesian.replace(f"{{{name}}}", both.id)
        english = english.replace(f"{{{name}}}", both.en)
    return Text(indonesian, english)


def agency_name(agency: AgencyRef) -> Text:
    """Return an agency's name in both languages."""
    return Text(agency.name, agency.name_en or agency.name)


def listed(parts: Iterable[Text]) -> Text:
    """Join names as one says them: a, b and c."""
    parts = list(parts)
    return Text(_and([part.id for part in parts], "dan"), _and([part.en for part in parts], "and"))


def _and(names: list[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def about_place(text: Text, facts: Facts, overlay: OverlayHit | None) -> Text:
    """Fill in what a sentence may say of the place: {regency}, {province}, {nearest} and {overlay}."""
    return fill(
        text,
        regency=_name(facts.home),
        province=_name(facts.province),
        nearest=_name(facts.nearest or facts.regency),
        overlay=overlay.name if overlay else Text("kawasan ini", "this area"),
    )


def _name(area: AreaRef | None) -> Text | str:
    return area.name if area and area.name else Text("wilayah ini", "this area")


def border(facts: Facts) -> Text:
    """Say why the place is doubtful."""
    others = [area for area in facts.candidates if facts.home is None or area.code != facts.home.code]
    if facts.method == Method.NONE:
        return NAMED_ONLY
    if not others:
        return COARSE
    areas = [area for area in (facts.home, *others) if area]
    return fill(BORDER, areas=listed(Text(area.name, area.name) for area in areas[:4]))


def line(hit: OverlayHit, agency: AgencyRef) -> Text:
    """Say what hangs on the side of an overlay's line on which the point lies."""
    return fill(LINE_INSIDE if hit.inside else LINE_OUTSIDE, overlay=hit.name, agency=agency_name(agency))


def mismatch(rule: RuleRow, asked: Circumstances) -> Text:
    """Say in a few words why no case of a rule fits: the first condition that none of them meets."""
    left = [case for case in rule.cases if not case.categories or asked.category in case.categories]
    steps = (
        (lambda case: not case.settings or asked.setting in case.settings, _wrong_setting),
        (lambda case: not case.overlay_kind or _in_kind(case, asked), _wrong_ground),
        (lambda case: not case.overlay_kind or any(case.lies_in(*o) for o in asked.overlays), _wrong_function),
        (lambda case: not case.permits or asked.permit in case.permits, _wrong_permit),
        (lambda case: not case.crossings or asked.crossing in case.crossings, _wrong_crossing),
    )
    for fits, say in steps:
        kept = [case for case in left if fits(case)]
        if left and not kept:
            return say(left, asked)
        left = kept
    return NO_CASE


def permit_lacks(issuer: PermitIssuer) -> Text:
    """Say that a rule would fit if the permit were from `issuer`."""
    return Text(
        f"belum diketahui siapa pemberi izinnya; berlaku kalau izinnya dari {ISSUERS[issuer].id}",
        f"nobody knows yet who issued the permit; it holds if that was {ISSUERS[issuer].en}",
    )


def _in_kind(case: Case, asked: Circumstances) -> bool:
    return any(kind == case.overlay_kind for kind, _function in asked.overlays)


def _wrong_setting(cases: list[Case], asked: Circumstances) -> Text:
    wanted = {setting for case in cases for setting in case.settings}
    meant = [text for setting, text in SETTINGS.items() if setting in wanted]
    return Text(
        f"titiknya di {SETTINGS[PlaceSetting(asked.setting)].id}, bukan di {_and([t.id for t in meant], 'atau')}",
        f"the point lies on {SETTINGS[PlaceSetting(asked.setting)].en}, not on {_and([t.en for t in meant], 'or')}",
    )


def _wrong_ground(cases: list[Case], asked: Circumstances) -> Text:
    wanted = {case.overlay_kind for case in cases}
    meant = [text for kind, text in GROUNDS.items() if kind in wanted] or [Text("kawasan itu", "that area")]
    return Text(
        f"titiknya tidak di dalam {_and([t.id for t in meant], 'atau')}",
        f"the point does not lie inside {_and([t.en for t in meant], 'or')}",
    )


def _wrong_function(cases: list[Case], asked: Circumstances) -> Text:
    return Text("kawasannya bukan jenis yang dimaksud aturan ini", "the area is not of the kind that this rule means")


def _wrong_permit(cases: list[Case], asked: Circumstances) -> Text:
    if asked.permit == PermitIssuer.UNKNOWN:
        return Text("belum diketahui siapa pemberi izinnya", "nobody knows yet who issued the permit")
    if asked.permit == PermitIssuer.NONE:
        return Text("kegiatannya disebut tidak berizin", "there is said to be no permit")
    issuer = ISSUERS[PermitIssuer(asked.permit)]
    return Text(f"izinnya disebut dari {issuer.id}", f"the permit is said to be from {issuer.en}")


def _wrong_crossing(cases: list[Case], asked: Circumstances) -> Text:
    if asked.crossing == Crossing.NONE:
        return Text("tidak disebut melewati batas wilayah", "nothing is said of crossing a border")
    return Text(
        "batas yang dilewati bukan yang dimaksud aturan ini", "the border crossed is not one that this rule means"
    )
