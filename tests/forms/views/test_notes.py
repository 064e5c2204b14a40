"""Notes that name a day."""

from __future__ import annotations

from tests.support.house import ROOT
from webapp.forms.answers import answers_of
from webapp.forms.lists import Lists
from webapp.forms.loading import load_definition
from webapp.forms.path import path
from webapp.forms.views.context import Folder, ProblemTexts, Reader
from webapp.forms.views.review import doubts
from webapp.forms.wording import Wording

PROCEDURES = ROOT / "webapp" / "procedures"
PENSION = load_definition(PROCEDURES / "social_pension" / "v1.form.yaml")
LISTS = Lists.load(ROOT / "webapp" / "catalogue" / "data" / "lists")
WORDING = Wording.load(PROCEDURES / "_shared" / "words.yaml")


def said(birth_date: str, lang: str) -> str:
    answers = answers_of({"pension.request": "new", "owner.birth_date": birth_date, "owner.household": "neither"})
    folder = Folder("d", PENSION, answers, "", 1, "draft", "arrived", "centre")
    reader = Reader(lang, "2026-11-23", LISTS, ProblemTexts({}), WORDING)
    found = doubts(folder, path(PENSION, answers, reader.today), reader)
    return " ".join(note["text"] for doubt in found for note in doubt["meanwhile"])


def test_who_is_74_reads_the_day_on_which_she_turns_75() -> None:
    assert "Tròn 75 tuổi vào thứ Tư, 3/3/2027." in said("1952-03-03", "vi")
    assert "The 75th birthday is Wednesday, 3 March 2027." in said("1952-03-03", "en")


def test_whose_papers_show_only_a_year_reads_no_day() -> None:
    assert "%(" not in said("1952", "vi")
    assert "vào" not in said("1952", "vi")
