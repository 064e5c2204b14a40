"""Every procedure of the catalogue has a guide. It asks and never demands."""

from hypothesis import given
from hypothesis import strategies as st

from tests.forms.support import TODAY, lists, say
from webapp.forms.answers import AnswerSet, answers_of
from webapp.forms.checking import check_definition
from webapp.forms.definition import definition_digest, every_field
from webapp.forms.kinds import KINDS
from webapp.forms.path import path
from webapp.forms.projections.generic import CataloguePaper, CatalogueRow, generic_definition
from webapp.forms.validation import check_all

PAPERS = (
    CataloguePaper("application-form", say("Đơn"), "form", "form", look="form"),
    CataloguePaper("birth-note", say("Giấy chứng sinh"), "original", "hand_in", when_text=say("Khi có.")),
    CataloguePaper("id-card", say("Căn cước"), "original", "hand_in", look="id-card"),
    CataloguePaper("decision", say("Quyết định"), "original", "made_by_office"),
)
ROW = CatalogueRow("1.000001", say("Việc nào đó"), papers=PAPERS, presence="filing")


def test_a_row_becomes_a_guide_with_its_code_name_and_presence():
    form = generic_definition(ROW)
    assert (form.procedure, form.name, form.presence, form.origin) == ("1.000001", ROW.name, "filing", "row")


def test_the_same_row_gives_the_same_digest():
    assert definition_digest(generic_definition(ROW)) == definition_digest(generic_definition(ROW))


def test_papers_are_asked_and_may_not_apply():
    form = generic_definition(ROW)
    asked = [stop.paper for stop in path(form, AnswerSet(), TODAY).asked if stop.paper]
    assert [(one.id, one.treatment, one.required) for one in asked] == [
        ("application-form", "form", False),
        ("birth-note", "only_if", False),
    ]
    offers = KINDS["paper"].offers(form.field("paper.birth_note"), "vi", lists())
    assert [offer.code for offer in offers] == ["bring", "not_applicable", "later"]


def test_an_identity_paper_is_shown_and_never_photographed():
    listed = path(generic_definition(ROW), AnswerSet(), TODAY).listed
    assert [(one.id, one.treatment) for one in listed] == [("id-card", "show_only"), ("decision", "made_by_office")]


def test_a_row_without_a_list_of_papers_asks_which_papers_there_are():
    without = generic_definition(CatalogueRow("1.000001", say()))
    assert without.step("papers-at-hand") is not None
    assert without.step("papers-at-hand").say
    assert generic_definition(ROW).step("papers-at-hand") is None
    assert generic_definition(CatalogueRow("1.000001", say(), papers=())).step("papers-at-hand") is None


def test_only_the_name_must_be_given():
    errors = [problem for problem in check_all(generic_definition(ROW), AnswerSet(), TODAY, lists()) if problem.level == "error"]
    assert [problem.field for problem in errors] == ["owner.name"]


def test_who_has_no_phone_gives_a_birth_year_unless_a_birth_date_is_known():
    form = generic_definition(ROW)
    stops = [stop.id for stop in path(form, answers_of({"contact.way": "no_phone"}), TODAY).asked]
    assert "contact-birth-year" in stops
    known = [stop.id for stop in path(form, answers_of({"contact.way": "no_phone", "owner.birth_date": "1945"}), TODAY).asked]
    assert "contact-birth-year" not in known


def test_someone_who_helps_says_who_they_are_and_whether_the_person_wants_it():
    form = generic_definition(ROW)
    stops = [stop.id for stop in path(form, answers_of({"submitter.for_whom": "family"}), TODAY).asked]
    assert {"helper", "own-wish"} <= set(stops)
    alone = [stop.id for stop in path(form, answers_of({"submitter.for_whom": "myself"}), TODAY).asked]
    assert not {"helper", "own-wish"} & set(alone)


SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)


@given(
    st.lists(
        st.builds(
            CataloguePaper,
            SLUGS,
            st.just(say("Giấy")),
            st.sampled_from(["original", "copy", "certified_copy", "electronic", "form"]),
            st.sampled_from(["hand_in", "show_only", "only_if", "made_by_office", "form"]),
            look=st.sampled_from([None, "form", "id-card"]),
        ),
        unique_by=lambda one: one.id,
        max_size=6,
    )
    | st.none()
)
def test_the_guide_of_any_row_passes_the_lint(papers):
    form = generic_definition(CatalogueRow("1.000001", say(), papers=None if papers is None else tuple(papers)))
    assert check_definition(form, lists()) == []
    assert len({field.id for field in every_field(form)}) == len(list(every_field(form)))
