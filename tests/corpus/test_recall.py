"""Defects that are put into real documents are found where they are, and nothing else with them.

`pytest -s tests/corpus/test_recall.py` prints how many were.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import contradiction_mutations
import item_mutations
import pytest
import status_mutations
import text_mutations
from mutants import MUTATIONS, Mutant, Mutation
from real_documents import Found, RealDocument, documents_in, findings, folders

from backlog_ls.model.roles.role import DocumentRole
from backlog_ls.rules.engine.finding import Severity
from backlog_ls.rules.engine.registry import get_rule, registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlog_ls.workspace.view import View

MODULES = (status_mutations, item_mutations, text_mutations, contradiction_mutations)
"""Importing them fills `MUTATIONS`."""
PLACES = 30
"""So many defects of a sort are tried."""
SHARE = 0.99
"""So many of the defects are to be found, and so many to bring nothing else."""
LONGEST = 700
"""A document of more lines is checked in no time as well, but not 30 times for each sort."""
MANY = 40
"""So many documents of a repository are looked at; one has hundreds of one shape."""

Repository = list[RealDocument]


@pytest.fixture(scope="module")
def repositories(shared: Path) -> list[Repository]:
    """The backlogs of each repository, except those that are finished."""
    return [
        [
            document
            for document in documents_in(folder, shared, MANY)
            if is_short(document) and document.view.role is not DocumentRole.FINISHED
        ]
        for folder in folders(shared)
    ]


def is_short(document: RealDocument) -> bool:
    return len(document.lines) <= LONGEST


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_defects_are_found(mutation: Mutation, repositories: list[Repository]) -> None:
    random = Random(mutation.name)
    tried = 0
    missed: list[str] = []
    others: list[str] = []
    for document, mutant in _places(mutation, repositories, random):
        tried += 1
        found, new = _judged(mutation, document, mutant)
        where = f"{document.name}:{mutant.at[0] + 1}"
        if not found:
            missed.append(where)
        others += (f"{where} brings {code} in line {line}" for line, code in new)
        if tried == PLACES:
            break
    sys.stdout.write(f"\n{mutation.code:22} {mutation.name:44} {tried - len(missed)} of {tried}")
    assert tried, "no document has a place for it"
    assert len(missed) <= (1 - SHARE) * tried, missed
    assert len(others) <= (1 - SHARE) * tried, others


def test_every_rule_that_warns_has_a_mutation() -> None:
    tried = {mutation.code for mutation in MUTATIONS}
    serious = {
        rule.code
        for rule in registry()
        if rule.severity <= Severity.WARNING and not rule.off_by_default
    }
    # Neither are defects of a text alone: a settings file, the files that declare milestones.
    assert serious - tried == {"invalid-settings", "unknown-milestone"}


def _places(
    mutation: Mutation, repositories: list[Repository], random: Random
) -> Iterator[tuple[RealDocument, Mutant]]:
    """Yield mutants of one repository after the other, each in random order."""
    waiting = [_places_in(mutation, repository, random) for repository in repositories]
    while waiting:
        going = []
        for places in waiting:
            place = next(places, None)
            if place:
                going.append(places)
                yield place
        waiting = going


def _places_in(
    mutation: Mutation, repository: Repository, random: Random
) -> Iterator[tuple[RealDocument, Mutant]]:
    for document in random.sample(repository, len(repository)):
        mutants = list(mutation.make(document, random))
        random.shuffle(mutants)
        for mutant in mutants[:3]:
            yield document, mutant


def _judged(
    mutation: Mutation, document: RealDocument, mutant: Mutant
) -> tuple[bool, list[tuple[int, str]]]:
    """Tell whether the defect is found, and what else is, by line and code, that was not before."""
    after = findings(_with_rule(document.rewritten(mutant.text(document)), mutation.code))
    right = [each for each in after if each.code == mutation.code and each.line - 1 in mutant.at]
    origins = mutant.origins(document)
    before: Counter[tuple[int | None, str]] = Counter(
        (each.line - 1, each.code) for each in _found_before(document, mutation.code)
    )
    new = []
    for each in after:
        place = (origins[each.line - 1], each.code)
        if each in right or each.code in mutation.follows:
            continue
        if before[place]:
            before[place] -= 1
        else:
            new.append((each.line, each.code))
    return bool(right), new


def _found_before(document: RealDocument, code: str) -> list[Found]:
    """Return what is found in a document without a defect."""
    view = _with_rule(document.view, code)
    return document.found if view is document.view else findings(view)


def _with_rule(view: View, code: str) -> View:
    """Return `view` with settings that turn on the rule `code`, if it is off by default."""
    if not get_rule(code).off_by_default:
        return view
    return view._replace(settings=replace(view.settings, severity={code: "hint"}))
