"""A published form never changes."""

from tests.forms.support import GOOD, write_guide
from webapp.forms.loading import load_folder
from webapp.forms.published import check_lock, lock_lines, with_new_revisions


def codes(lock, definitions):
    return [(fault.line, fault.code) for fault in check_lock(lock, definitions)]


def test_a_locked_guide_has_no_faults(tmp_path):
    write_guide(tmp_path, GOOD)
    definitions = load_folder(tmp_path)
    lock = tmp_path / "published.lock"
    lock.write_text("# published\n\n" + "\n".join(lock_lines(definitions)) + "\n")
    assert codes(lock, definitions) == []


def test_changing_one_word_of_a_published_guide_is_found(tmp_path):
    write_guide(tmp_path, GOOD)
    lock = tmp_path / "published.lock"
    lock.write_text("\n".join(lock_lines(load_folder(tmp_path))))
    write_guide(tmp_path, GOOD.replace("Trial", "Trials"))
    assert codes(lock, load_folder(tmp_path)) == [(1, "published_changed")]


def test_a_published_guide_that_went_away_is_found(tmp_path):
    file = write_guide(tmp_path, GOOD)
    lock = tmp_path / "published.lock"
    lock.write_text("\n".join(lock_lines(load_folder(tmp_path))))
    file.unlink()
    assert codes(lock, load_folder(tmp_path)) == [(1, "published_gone")]


def test_a_guide_that_is_not_locked_is_told(tmp_path):
    write_guide(tmp_path, GOOD)
    assert codes(tmp_path / "published.lock", load_folder(tmp_path)) == [(0, "not_published")]


def test_a_line_of_another_shape_is_told(tmp_path):
    lock = tmp_path / "published.lock"
    lock.write_text("9.000001 1\n")
    assert codes(lock, load_folder(tmp_path)) == [(1, "bad_line")]


def test_publishing_adds_new_revisions_and_leaves_old_lines_alone(tmp_path):
    write_guide(tmp_path, GOOD)
    first = with_new_revisions("# head\n", load_folder(tmp_path))
    write_guide(tmp_path, GOOD.replace("Trial", "Trials"))
    write_guide(tmp_path, GOOD.replace("revision: 1", "revision: 2"), file="v2.form.yaml")
    second = with_new_revisions(first, load_folder(tmp_path))
    assert second.startswith(first)
    assert [line.split()[1] for line in second.splitlines()[1:]] == ["1", "2"]
    (tmp_path / "published.lock").write_text(second)
    assert codes(tmp_path / "published.lock", load_folder(tmp_path)) == [(2, "published_changed")]
