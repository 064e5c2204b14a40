"""The pages around a dossier on the phone: what every page has, lists, what waits to be sent, and how safe a dossier is, in words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import product

import pytest

from tests.catalogue.conftest import frame_in
from tests.support.houses import Builder, House
from tests.support.persons import Person
from tests.support.twins import assert_same_bytes, hostile
from tests.twins.ends import EndingPhone, Json
from webapp.dossiers.states import State
from webapp.ui.frame import SAID, frame
from webapp.ui.render import Renderer

LANGS = ("vi", "en")
SAFETIES = ("here", "sending", "arrived", "accepted")
ON_PHONES = [state.value for state in State if state is not State.ERASED]
LATER = ["received", "in_process", "done", "returned"]


@pytest.fixture(scope="module")
def house(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = builder.build(tmp_path_factory.mktemp("around") / "data")
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def phone(builder: Builder) -> Iterator[EndingPhone]:
    with EndingPhone(builder.parts) as asked:
        yield asked


@pytest.fixture(scope="module")
def renderer(builder: Builder) -> Renderer:
    return builder.parts.renderer


def text_of(page: str) -> str:
    """What a person reads of the main part, spaces made plain."""
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return " ".join(html.unescape(main).split())


LOOKS = ("", "huge.high", "large", "large.<b>", "high.huge", "__proto__.constructor")


def test_every_page_has_the_same_keys_on_both_sides(house: House, phone: EndingPhone) -> None:
    mine, asked = [], []
    for lang, look, said in product(LANGS, LOOKS, [*sorted(SAID), "", "<b>", "constructor"]):
        query = {"said": said} if said else {}
        with house.app.test_request_context(f"/{lang}/procedures", query_string=query, headers={"Cookie": f"look={look}"}):
            view = frame(lang, "", "0-02")
        mine.append(view)
        told = {"lang": lang, "path": view["path"], "pageNo": "0-02", "look": look, "said": said, "today": view["today"], "waiting": 3}
        asked.append(("frame", told | {"trouble": ""}))
    wanted = [view | {"served_by": "phone", "waiting": 3} for view in mine]
    assert {view["look"]["text"] for view in mine} == {"normal", "large", "huge"}
    assert phone.ask(asked) == wanted


TROUBLES = {
    "no_storage": "Trình duyệt này không giữ được gì khi mất sóng. Ông/bà mở cửa sổ thường.",
    "private": "Cửa sổ riêng tư không giữ được gì khi đóng. Ông/bà mở cửa sổ thường.",
    "wiped": "Bộ nhớ trình duyệt đã bị xóa. Những gì đã gửi vẫn còn ở Trung tâm.",
    "clock": "Giờ trong máy này bị sai. Ông/bà chỉnh lại ngày giờ.",
    "not_saved": "Chưa lưu được. Chữ đã gõ vẫn còn đây. Ông/bà bấm lại, hoặc ghi ra giấy.",
}


def test_what_is_wrong_with_the_phone_is_said_once_on_top(renderer: Renderer) -> None:
    plain = frame_in("vi") | {"typed": {"code": "", "check": ""}, "problems": []}
    for trouble, sentence in TROUBLES.items():
        page = renderer.render("citizen/track.html", plain | {"trouble": trouble})
        assert text_of(page).startswith(sentence)
        assert page.count('data-part="trouble"') == 1
        english = renderer.render("citizen/track.html", plain | {"trouble": trouble, "lang": "en"})
        assert sentence not in english
    assert 'data-part="trouble"' not in renderer.render("citizen/track.html", plain)
    assert_same_bytes(("citizen/track.html", plain | {"trouble": trouble}) for trouble in TROUBLES)


def test_the_menu_says_how_many_dossiers_wait_to_be_sent(renderer: Renderer) -> None:
    plain = frame_in("vi") | {"typed": {"code": "", "check": ""}, "problems": []}
    assert "/vi/outbox" not in renderer.render("citizen/track.html", plain)  # at the centre nothing waits
    pages = {number: renderer.render("citizen/track.html", plain | {"served_by": "phone", "waiting": number}) for number in (0, 2)}
    assert '<a href="/vi/outbox">Chờ gửi</a>' in pages[0]
    assert '<a href="/vi/outbox">Chờ gửi (2)</a>' in pages[2]


# How safe it is, and in which state (``*``: any other): the words of a person.
WORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("here", "draft"): ("Mới lưu trong máy này. Chưa gửi.", "Saved only on this phone. Not sent."),
    ("here", "prepared"): ("Chuẩn bị xong – chưa nộp. Mới lưu trong máy này.", "Prepared – not yet filed. Saved on this phone only."),
    ("here", "withdrawn"): ("Đã rút. Chờ có sóng để báo Trung tâm.", "Withdrawn. Waiting for a signal to tell the centre."),
    ("here", "*"): (
        "Chờ có sóng. Tự gửi khi mở lại trang này.",
        "Waiting for a signal. It is sent by itself when you open this page again.",
    ),
    ("sending", "draft"): (
        "Chữ đã đến máy của Trung tâm. Ảnh đang gửi. Chưa nộp.",
        "The text has reached the centre's machine. Photos are on the way. Not filed yet.",
    ),
    ("sending", "prepared"): (
        "Chữ đã đến máy của Trung tâm. Ảnh đang gửi. Chưa nộp.",
        "The text has reached the centre's machine. Photos are on the way. Not filed yet.",
    ),
    ("sending", "*"): (
        "Chữ đã đến máy của Trung tâm. Ảnh đang gửi.",
        "The text has reached the centre's machine. Photos are on the way.",
    ),
    ("arrived", "draft"): ("Bản nháp giữ ở máy của Trung tâm. Chưa nộp.", "The draft is kept on the centre's machine. Not filed yet."),
    ("arrived", "prepared"): ("Chuẩn bị xong – chưa nộp.", "Prepared – not yet filed."),
    ("arrived", "*"): ("Máy của Trung tâm đã nhận. Cán bộ chưa xem.", "It has reached the centre's machine. No officer has looked yet."),
    ("accepted", "*"): ("Cán bộ đã tiếp nhận.", "An officer has accepted it."),
    ("*", "refused"): ("Cán bộ không nhận hồ sơ này.", "The officer has not taken this dossier."),
    ("*", "withdrawn"): ("Ông/bà đã rút hồ sơ.", "You have withdrawn this dossier."),
}


def words_for(safety: str, state: str) -> tuple[str, str]:
    for key in ((safety, state), *([("*", state)] if safety != "here" else []), (safety, "*")):
        if key in WORDS:
            return WORDS[key]
    raise AssertionError((safety, state))


def progress_of(safety: str, state: str, lang: str) -> Json:
    head = {
        "id": "x",
        "procedure": "1",
        "called": "Việc",
        "state": state,
        "safety": safety,
        "kept_by": "phone",
        "at": "8 giờ 05",
        "photos_awaited": 0,
    }
    rest = {
        "official": 0,
        "due": "",
        "steps": [],
        "reasons": [],
        "photos_refused": [],
        "result_number": "",
        "openings": [],
        "own": False,
        "known_at": "",
    }
    return frame_in(lang) | {"dossier": head, **rest}


@pytest.mark.parametrize("lang", LANGS)
def test_how_safe_a_dossier_is_reads_as_people_were_promised(renderer: Renderer, lang: str) -> None:
    views = {pair: progress_of(*pair, lang) for pair in product(SAFETIES, ON_PHONES)}
    said: dict[tuple[str, str], str] = {}
    for pair, view in views.items():
        page = renderer.render("citizen/progress.html", view)
        [line] = re.findall(r"<p[^>]*data-safety=.*?</p>", page, re.DOTALL)
        assert f'data-safety="{pair[0]}" data-state="{pair[1]}"' in line
        assert '<span class="quiet">8 giờ 05</span>' in line
        # What is only here is one tap away from the ways to keep it.
        line, found = re.subn(rf'<a href="/{lang}/outbox">.*?</a>', "", line)
        assert found == (pair[0] == "here")
        said[pair] = " ".join(re.sub(r"<[^>]+>", " ", line).split()).removesuffix(" 8 giờ 05")
    assert {pair: html.unescape(sentence) for pair, sentence in said.items()} == {
        pair: words_for(*pair)[LANGS.index(lang)] for pair in views
    }
    assert_same_bytes(("citizen/progress.html", view) for view in views.values())


def test_nothing_that_is_only_here_reads_as_if_the_centre_had_it(renderer: Renderer) -> None:
    slip = {"digits": "1234", "check": "phone"}
    for state, route in (("submitted", "desk"), ("prepared", "portal"), ("withdrawn", "desk"), ("withdrawn", "portal")):
        ending = {"route": route, "unit": "Trung tâm", "decided_by": "province", "demonstration": False, "ways": []}
        view = progress_of("here", state, "vi") | {
            "ending": ending, "slip": slip, "has_form": False, "form_name": "", "to_bring": [], "missing": [], "doubts": [], "photos": [],
            "signing": "none", "official_code": "", "typed_code": "", "problems": [],
        }  # fmt: skip
        page = renderer.render("citizen/receipt.html", view)
        for claim in ("Đã gửi", "đã gửi", "đã nhận", "Đã nhận", "tiếp nhận."):
            assert claim not in text_of(page).replace("Cán bộ xem rồi mới tiếp nhận.", "").replace("Không phải giấy tiếp nhận.", ""), (
                state,
                claim,
            )
        heading = html.unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0])
        assert heading == {"submitted": "Đã ghi xong trong máy, chờ gửi đi", "prepared": "Chuẩn bị xong – CHƯA NỘP"}.get(
            state, "Đã rút hồ sơ"
        )


def held(state: str = "draft", safety: str = "here", unsent: int = 2, lane: str = "idle", **told: Json) -> Json:
    """A dossier as the phone's list tells of it."""
    waits = {"state": lane, "since": told.get("since", ""), "code": told.get("code", ""), "tries": told.get("tries", 0), "nextAt": 0}
    row = {"id": f"{state}-{lane}", "lane": waits, "stream": told.get("stream", False), "begun": told.get("begun", "phone")}
    row |= {"changedAt": "2026-11-27T01:05:00.000Z"}
    return {"row": row, "state": state, "safety": safety, "unsent": unsent, "at": "2026-11-27T00:05:00.000Z", "called": "Việc <này>"} | {
        "photos": told.get("photos", [])
    }


def photo(state: str, href: str = "") -> Json:
    """A photo that is still to come, as a lane tells of it."""
    return {"file": f"f-{state}", "called": "Giấy <này>", "state": state, "percent": 41, "said": "Vì thế.", "href": href}


COMING = "Chữ đã đến máy của Trung tâm. Ảnh đang gửi."
SEND, ASIDE, CANCEL = "outbox/send", "outbox/aside", "outbox/cancel"
LANES: list[tuple[Json, str, set[str]]] = [
    (held(), "Chỉ có trong máy này. Chưa phải là nộp.", set()),
    (held(stream=True), "Chờ có sóng để gửi về Trung tâm. Chưa phải là nộp.", {SEND, ASIDE}),
    (held(begun="centre", lane="waiting", tries=3), "Chưa gửi được. Máy sẽ thử lại. Chưa phải là nộp.", {SEND, ASIDE}),
    (held("submitted"), "Chờ có sóng. Tự gửi khi mở lại trang này.", {SEND, ASIDE, CANCEL}),
    (held("submitted", lane="waiting", tries=2), "Chưa gửi được. Máy sẽ thử lại.", {SEND, ASIDE, CANCEL}),
    (held("prepared"), "Chuẩn bị xong – chưa nộp. Mới lưu trong máy này.", {SEND, ASIDE}),
    (held("withdrawn"), "Đã rút. Chờ có sóng để báo Trung tâm.", {SEND, ASIDE}),
    (held("submitted", lane="set_aside"), "Ông/bà đã để riêng ra. Máy không tự gửi.", {SEND, CANCEL}),
    (held("submitted", lane="hand_over", code="not_yours"), "Máy không gửi được. Mang máy này đến Trung tâm.", {SEND, ASIDE, CANCEL}),
    (held("submitted", "sending", 0, photos=[photo("here"), photo("sending")]), COMING, {SEND, ASIDE}),
    (held("draft", "sending", 0, photos=[photo("refused"), photo("gone")], begun="centre"), COMING, {SEND, ASIDE}),
    (held("received", "accepted", 0, "refused", code="already_submitted"), "Sửa sau khi đã nộp nên chưa được nhận.", {ASIDE}),
    (held("withdrawn", "arrived", 0, "refused", code="withdrawn"), "Hồ sơ này đã rút nên không sửa được nữa.", {ASIDE}),
    (held(lane="refused", code="unreadable_value", stream=True), "Có một câu trả lời máy không đọc được. Bấm Sửa.", {SEND, ASIDE}),
    (held("in_process", "accepted", 0, "refused", code="wrong_state"), "Hồ sơ đã sang bước khác nên phần này không kịp.", {ASIDE}),
]  # fmt: skip


def test_each_photo_that_waits_says_where_it_is_and_what_to_do(phone: EndingPhone, renderer: Renderer) -> None:
    href = "dossiers/x/steps/paper-y?change=1"
    photos = [photo(state, href) for state in ("here", "sending", "refused", "gone", "elsewhere")]
    [view] = phone.ask([("outbox", {"view": frame_in("vi"), "lang": "vi", "held": [held("draft", "sending", 0, photos=photos)]})])
    lines = re.findall(r"<p data-photo=.*?</p>", renderer.render("citizen/outbox.html", view), re.DOTALL)
    told = ["chờ có sóng", "41</span>%", "Vì thế.", "chụp lại giúp", "Mở máy đó để gửi"]
    assert [word in line for word, line in zip(told, lines, strict=True)] == [True] * 5
    assert [href in line for line in lines] == [False, False, True, True, True]
    assert all("Giấy &lt;này&gt;" in line for line in lines)


def lanes_of(page: str) -> list[str]:
    return re.findall(r'<section class="answers" data-part="lane".*?</section>', page, re.DOTALL)


def test_each_thing_that_waits_says_what_happened_since_when_and_what_to_do(phone: EndingPhone, renderer: Renderer) -> None:
    [view] = phone.ask([("outbox", {"view": frame_in("vi"), "lang": "vi", "held": [one for one, _, _ in LANES]})])
    page = renderer.render("citizen/outbox.html", view)
    for lane, (one, sentence, acts) in zip(lanes_of(page), LANES, strict=True):
        assert f"<b>\n{sentence}\n</b>" in lane
        assert set(re.findall(r'action="/vi/(outbox/\w+)"', lane)) == acts, sentence
        assert "Từ 7 giờ 05, thứ Sáu, 27/11/2026" in lane
        assert f'href="/vi/dossiers/{one["row"]["id"]}/"' in lane
        assert ("Cần giúp thì gọi" in lane) == (one["row"]["lane"]["state"] == "hand_over" or "đã nộp nên" in sentence)
    assert 'value="all"' in page
    assert_same_bytes((name, each) for each in (view, view | {"lang": "en"}, hostile(view)) for name in ("citizen/outbox.html",))


def test_nothing_offers_to_send_what_its_person_keeps_here(phone: EndingPhone, renderer: Renderer) -> None:
    asked = {"view": frame_in("vi"), "lang": "vi"}
    photos = [held("submitted", "sending", 0, photos=[photo(state)]) for state in ("here", "refused")]
    here = ([held()], [held("submitted", lane="set_aside")], [], photos[:1], photos[1:])
    views = phone.ask([("outbox", asked | {"held": held_here}) for held_here in here])
    assert [view["may_send"] for view in views] == [False, True, False, True, False]
    assert [view["may_save"] for view in views] == [True, True, False, False, False]
    pages = [renderer.render("citizen/outbox.html", view) for view in views]
    assert "tự gửi khi có sóng" not in pages[0]
    assert 'data-part="outbox_empty"' in pages[2]
    assert lanes_of(pages[2]) == []


def test_what_is_only_here_can_be_saved_or_printed_each_dossier_or_all(phone: EndingPhone, renderer: Renderer) -> None:
    asked = {"view": frame_in("vi"), "lang": "vi", "held": [one for one, _, _ in LANES]}
    [view] = phone.ask([("outbox", asked)])
    page = renderer.render("citizen/outbox.html", view)
    assert 'href="/vi/outbox/file"' in page
    for lane, (one, _, _) in zip(lanes_of(page), LANES, strict=True):
        there = f'href="/vi/outbox/{one["row"]["id"]}/file"' in lane and f'href="/vi/outbox/{one["row"]["id"]}/codes"' in lane
        assert there == bool(one["unsent"])


def test_squares_are_listed_or_the_file_is_offered_instead(phone: EndingPhone, renderer: Renderer) -> None:
    asked = {"id": "01a20000-0000-7000-8000-0000000a1b2c", "site": "https://camtay.vn/vi/rescue"}
    views = phone.ask([("codes", asked | {"view": frame_in("vi"), "total": total}) for total in (2, 0)])
    assert_same_bytes(("phone/codes.html", each) for view in views for each in (view, view | {"lang": "en"}, hostile(view)))
    some, none = (renderer.render("phone/codes.html", view) for view in views)
    assert re.findall(r'src="([^"]+)"', some)[-2:] == [f"/vi/outbox/{asked['id']}/codes/{n}.svg" for n in (1, 2)]
    assert "…0a1b2c" in some
    assert f'href="/vi/outbox/{asked["id"]}/file"' in none


@pytest.mark.parametrize("lang", LANGS)
def test_the_centre_says_truthfully_that_nothing_waits_in_this_browser(house: House, lang: str) -> None:
    person = Person(house, lang)
    page = person.get("outbox")
    assert page.status_code == 200
    assert 'data-part="outbox_empty"' in page.text
    if lang == "vi":
        assert "Máy này không giữ gì riêng. Mọi thứ ở Trung tâm." in text_of(page.text)
    for act in ("send", "aside", "cancel"):
        answer = person.post(f"outbox/{act}", {"dossier": "all"})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/{lang}/outbox")


LISTED = {
    ("draft", "here"): "Đang làm dở, chỉ ở máy này. Chưa nộp.",
    ("draft", "arrived"): "Đang làm dở. Chưa nộp.",
    ("prepared", "here"): "Chuẩn bị xong – chưa nộp.",
    ("prepared", "arrived"): "Chuẩn bị xong – chưa nộp.",
    ("submitted", "here"): "Ở máy này, chờ gửi đi.",
    ("submitted", "arrived"): "Đã gửi. Bấm để xem đến đâu.",
    ("withdrawn", "here"): "Ông/bà đã rút hồ sơ.",
    ("refused", "arrived"): "Cán bộ không nhận hồ sơ này.",
    ("received", "accepted"): "Đã gửi. Bấm để xem đến đâu.",
}


def test_the_list_of_dossiers_says_of_each_where_it_is(phone: EndingPhone, renderer: Renderer) -> None:
    asked = {"view": frame_in("vi"), "lang": "vi", "problems": []}
    [view] = phone.ask([("dossiers", asked | {"held": [held(*pair) for pair in LISTED]})])
    page = renderer.render("citizen/dossiers.html", view)
    lines = [html.unescape(line) for line in re.findall(r'<span class="quiet">(.*?)</span>', page)]
    assert lines == [f"{sentence} 8 giờ 05, thứ Sáu, 27/11/2026" for sentence in LISTED.values()]
    wrong = view | {"problems": [{"text": "Sai", "target": "f-resume"}]}
    assert_same_bytes(
        ("citizen/dossiers.html", each) for each in (view, view | {"lang": "en"}, hostile(view), wrong, view | {"dossiers": []})
    )


def test_looking_up_and_leaving_are_drawn_alike(phone: EndingPhone, renderer: Renderer) -> None:
    frames = [frame_in(lang) for lang in LANGS]
    typed = {"code": "1234", "check": ""}
    left = [
        {"code": code, "done": done, "unsent": unsent}
        for code, done, unsent in (("", False, 0), ("", False, 2), ("abcde fghij", True, 0), ("", True, 0))
    ]
    asked = [("track", {"view": view, "typed": typed, "problems": [{"text": "x", "target": "f-code"}]}) for view in frames]
    asked += [("leave", {"view": view, "said": said}) for view in frames for said in left]
    views = phone.ask(asked)
    assert views[0] == frames[0] | {"typed": typed, "problems": [{"text": "x", "target": "f-code"}]}
    assert views[2] == frames[0] | left[0]
    pages = [(f"citizen/{what}.html", view) for (what, _), view in zip(asked, views, strict=True)]
    assert_same_bytes([*pages, *((template, hostile(view)) for template, view in pages)])
    unsent = renderer.render("citizen/leave.html", frames[0] | left[1])
    assert 'href="/vi/outbox"' in unsent
    assert "Còn thứ chưa gửi trong máy này" in text_of(unsent)
