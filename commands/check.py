"""`python -m deck check FILE…`: problems as text, or in the formats that forges and editors read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from commands import lab_checks
from commands.input_files import STDIN, load_file, make_printable
from deck import images
from deck.markdown.source import decode_text
from deck.model import Deck, Problem
from deck.parser import parse
from mock_interview.rubric import find_rubric_problems
from quiz.exercises.estimate import find_unit_problems

_LOST = "The reader lost this line."
_LOST_REMEDY = "Please report it with the file."
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# A deck's severities, as levels of GitHub's annotations and of SARIF 2.1.0.
_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF = {"error": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem and the file it was found in."""

    path: str
    problem: Problem


def add_check_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("check", help="print problems as path:line: severity: what. Remedy; exit 1 on errors")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="text, annotations of GitHub, SARIF 2.1.0, or JSON"
    )


def run_check(args: argparse.Namespace) -> int:
    """Print the problems of all files; the status is 1 where one of them is an error."""
    findings = [finding for path in args.files for finding in find_problems(path)]
    text = FORMATS[args.format](findings)
    if text:
        print(text)
    return int(any(finding.problem.severity == "error" for finding in findings))


def find_problems(path: str) -> list[FileProblem]:
    """Return what is wrong with a file, in the order of its lines."""
    return find_text_problems(path, load_file(path))


def find_text_problems(path: str, data: bytes) -> list[FileProblem]:
    """Return what is wrong with the bytes of a file. `path` says where its pictures would lie."""
    deck = lab_checks.check_labs(parse(data))
    # What the reader cannot know: other files, voices, units, and the rubric of interviews.
    other_problems = (
        *_find_missing_pictures(path, data),
        *_check_pronunciations(deck, data),
        *find_unit_problems(deck),
        *find_rubric_problems(deck),
    )
    problems = sorted((*deck.problems, *other_problems), key=lambda problem: problem.line)
    # No text may be lost: a line that became part of nothing is an error of the reader's.
    problems += [Problem(line, "error", "line-lost", _LOST, _LOST_REMEDY) for line in deck.unparsed_lines]
    return [FileProblem(path, problem) for problem in problems]


def _find_missing_pictures(path: str, data: bytes) -> tuple[Problem, ...]:
    """Return a problem for each picture that does not lie beside the file. Standard input lies nowhere."""
    if path == STDIN:
        return ()
    pictures = images.find_images(decode_text(data)[0].split("\n"))
    return images.find_missing_images(
        pictures, lambda address: images.find_file_beside(Path(path).parent, address) is not None
    )


def _check_pronunciations(deck: Deck, data: bytes) -> tuple[Problem, ...]:
    """Return a problem for each pronunciation that an installed voice would spell letter by letter."""
    if not deck.meta.pronunciations and not deck.meta.engine_pronunciations:
        return ()
    from services.listening.pronunciations import check_pronunciations  # noqa: PLC0415 (voices take half a second)

    return check_pronunciations(deck, decode_text(data)[0])


def _join_remedy(problem: Problem) -> str:
    """Return what a problem is and its remedy as one text."""
    return f"{problem.message} {problem.remedy}".rstrip()


def format_findings(findings: Sequence[FileProblem]) -> str:
    """Return findings as lines of text: path, line, severity, what, remedy."""
    return "\n".join(
        make_printable(
            f"{result.path}:{result.problem.line}: {result.problem.severity}: {_join_remedy(result.problem)}"
        )
        for result in findings
    )


def _format_github(findings: Sequence[FileProblem]) -> str:
    """Return workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    return "\n".join(
        f"::{_GITHUB[result.problem.severity]} file={_escape(result.path, in_property=True)},line={result.problem.line},"
        f"title={_escape(result.problem.code, in_property=True)}::{_escape(make_printable(_join_remedy(result.problem)))}"
        for result in findings
    )


def _escape(text: str, *, in_property: bool = False) -> str:
    """Return a text in which nothing ends a workflow command or one of its properties."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def _format_json(findings: Sequence[FileProblem]) -> str:
    rows = [
        {
            "path": result.path,
            "line": result.problem.line,
            "severity": result.problem.severity,
            "code": result.problem.code,
            "message": result.problem.message,
            "remedy": result.problem.remedy,
            "fix": result.problem.fix,
        }
        for result in findings
    ]
    return json.dumps(rows, indent=2)


def _format_sarif(findings: Sequence[FileProblem]) -> str:
    """Return a log of the Static Analysis Results Interchange Format, OASIS standard 2.1.0."""
    codes = sorted({result.problem.code for result in findings})
    log: dict[str, Any] = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "deck", "rules": [{"id": code} for code in codes]}},
                "results": [_build_sarif_result(result) for result in findings],
            }
        ],
    }
    return json.dumps(log, indent=2)


def _build_sarif_result(finding: FileProblem) -> dict[str, Any]:
    uri = quote(Path(finding.path).as_posix())
    location = {
        "artifactLocation": {
            "uri": Path(finding.path).absolute().as_uri() if Path(finding.path).is_absolute() else uri
        },
        "region": {"startLine": max(finding.problem.line, 1)},
    }
    return {
        "ruleId": finding.problem.code,
        "level": _SARIF[finding.problem.severity],
        "message": {"text": _join_remedy(finding.problem)},
        "locations": [{"physicalLocation": location}],
    }


FORMATS: dict[str, Callable[[Sequence[FileProblem]], str]] = {
    "text": format_findings,
    "github": _format_github,
    "sarif": _format_sarif,
    "json": _format_json,
}
