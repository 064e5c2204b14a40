"""The lint of guides: what would mislead or lose a citizen, found at the desk of the author. ``flask procedures check`` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from webapp.forms.cases import cases_beside, load_cases, run_case
from webapp.forms.definition import Definition
from webapp.forms.faults import DefinitionFaults, Fault
from webapp.forms.lint import Finding
from webapp.forms.lint.ids import id_findings
from webapp.forms.lint.places import Where
from webapp.forms.lint.reach import reach_findings
from webapp.forms.lint.rules import IsShared, rule_findings
from webapp.forms.lint.shape import shape_findings
from webapp.forms.lint.sheets import sheet_findings
from webapp.forms.lint.words import word_findings
from webapp.forms.lists import Lists
from webapp.forms.loading import SHARED, Loaded, form_files, load_folder, load_with_lines
from webapp.forms.projections.sheet import load_sheet, sheet_beside

GENERIC = "generic.form.yaml"


def check_folder(folder: Path, lists: Lists) -> list[Fault]:
    """Return every fault of every guide under ``folder`` (``webapp/procedures``), sorted by file and line. Never raises for a bad guide.

    The lock of published revisions is another question: ``published.check_lock``.
    """
    faults = set(_folder_faults(folder))
    files = list(form_files(folder))
    generic = folder / SHARED / GENERIC
    if generic.is_file():
        files.append(generic)
    for file in files:
        faults.update(check_file(file, lists))
    return sorted(faults)


def check_file(file: Path, lists: Lists) -> list[Fault]:
    """Return every fault of one form file, of its sheet and of its cases."""
    try:
        loaded = load_with_lines(file)
    except DefinitionFaults as trouble:
        return trouble.faults
    findings = definition_findings(loaded.definition, lists, lambda where: _is_shared(loaded, where))
    found = [_fault(loaded, finding) for finding in findings]
    return sorted({*found, *_sheet_faults(loaded), *_case_faults(loaded, lists)})


def definition_findings(definition: Definition, lists: Lists, is_shared: IsShared) -> Iterator[Finding]:
    """Yield what is wrong inside a definition. Rules are only tried out when they have a meaning at all."""
    yield from id_findings(definition)
    yield from shape_findings(definition, lists)
    yield from word_findings(definition)
    rules = list(rule_findings(definition, lists, is_shared))
    yield from rules
    if not rules:
        yield from reach_findings(definition, lists)


def _is_shared(loaded: Loaded, where: Where) -> bool:
    file = Path(loaded.place(*where)[0])
    return file.parent.name == SHARED and file != loaded.file


def _fault(loaded: Loaded, finding: Finding) -> Fault:
    file, line = loaded.place(*finding.where)
    return Fault(file, line, finding.code, finding.message)


def _folder_faults(folder: Path) -> Iterable[Fault]:
    try:
        load_folder(folder)
    except DefinitionFaults as trouble:
        return trouble.faults
    return ()


def _sheet_faults(loaded: Loaded) -> Iterator[Fault]:
    file = sheet_beside(loaded.file)
    if not file.is_file():
        return
    try:
        sheet, lines = load_sheet(file)
    except DefinitionFaults as trouble:
        yield from trouble.faults
        return
    for finding in sheet_findings(sheet, loaded.definition):
        _, line = lines.get(finding.where, (str(file), 1))
        yield Fault(str(file), line, finding.code, finding.message)


def _case_faults(loaded: Loaded, lists: Lists) -> Iterator[Fault]:
    file = cases_beside(loaded.file)
    if not file.is_file():
        return
    try:
        found = load_cases(file)
    except DefinitionFaults as trouble:
        yield from trouble.faults
        return
    for case, line in zip(found.cases, found.lines, strict=True):
        for difference in run_case(loaded.definition, case, lists):
            yield Fault(str(file), line, "case_fails", f"{case.name}: {difference}")


def check_definition(definition: Definition, lists: Lists) -> list[Finding]:
    """Return the findings of a definition that has no file, e.g. one made from a catalogue row. Rules count as shared."""
    return list(definition_findings(definition, lists, lambda where: True))
