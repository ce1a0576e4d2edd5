"""Front matter: YAML between two `---` lines at the start, or TOML between two `+++` lines."""

from __future__ import annotations

import tomllib
from typing import Any

import yaml

from deck.markdown.clean_text import FORBIDDEN
from deck.markdown.source import Source
from deck.model import Meta, Problem

# Nothing is said, not even the language, which is then detected from the text.
_NO_FRONT_MATTER = Meta(language="")
# Beyond these bounds a "---" at the top is the thematic break of a document that begins with one. They also keep the
# YAML reader, which is slow, from a text of megabytes.
_LONGEST_FRONT_MATTER = 64 * 1024  # characters
_MOST_LINES = 400
LEADING_LINES = 20  # lines in which the mark must come, all those above it blank
_LONGEST_REASON = 120  # characters of the reader's own message that the author sees
_UNFOLDED = 10**6  # a width that no value reaches: each key is kept on one line, and YAML would fold long values
ANY_ENGINE = "default"  # among the respellings for several speech engines, that for all others
_KNOWN_KEYS = ("title", "level", "language", "description", "author", "tags", "pronunciations", "synonyms", "renamed")


class _Loader(yaml.SafeLoader):
    """YAML without aliases: a few lines of them grow to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def split_front_matter(source: Source) -> tuple[Meta, list[int], list[Problem]]:
    """Take the front matter off the source; return it, the lines it stood on, and its problems.

    Text that is no YAML mapping stays text.
    """
    lines = source.lines
    start = next((i for i, line in enumerate(lines[:LEADING_LINES]) if line and not line.isspace()), None)
    mark = lines[start].rstrip() if start is not None else ""
    if start is None or mark not in ("---", "+++"):
        return _NO_FRONT_MATTER, [], []
    ends = ("---", "...") if mark == "---" else ("+++",)
    end = next((i for i in range(start + 1, min(len(lines), start + _MOST_LINES)) if lines[i].rstrip() in ends), None)
    body = "\n".join(lines[start + 1 : end]) if end is not None else ""
    if (
        end is None
        or len(body) > _LONGEST_FRONT_MATTER
        or not body.strip()
        or (":" if mark == "---" else "=") not in body
    ):
        return _NO_FRONT_MATTER, [], []
    try:
        # a safe loader: the class below derives from one
        loaded = tomllib.loads(body) if mark == "+++" else yaml.load(body, Loader=_Loader)  # noqa: S506
    except tomllib.TOMLDecodeError as error:
        return (
            _NO_FRONT_MATTER,
            [],
            [_make_problem(start + 1, f"The front matter is not valid TOML ({_read_first_line(error)}).")],
        )
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        at = getattr(getattr(error, "problem_mark", None), "line", 0)
        return (
            _NO_FRONT_MATTER,
            [],
            [_make_problem(start + 2 + at, f"The front matter is not valid YAML ({_read_first_line(error)}).")],
        )
    if not isinstance(loaded, dict):
        return _NO_FRONT_MATTER, [], []
    try:
        cleaned, is_changed = _clean_value(loaded)
        meta, problems = _build_meta(cleaned, start + 1)
    except (ValueError, RecursionError, OverflowError, yaml.YAMLError):
        # a number of more digits than Python writes out (`0xFFF…`), lists in lists in lists
        message = "A value in the front matter is too long or nested too deeply."
        return _NO_FRONT_MATTER, [], [_make_problem(start + 1, message)]
    if is_changed:
        message = "Control characters or incomplete characters in the front matter were left out."
        problems.append(Problem(start + 1, "warning", "control-characters", message, "Remove escapes such as \\0."))
    line_numbers = source.origin[start : end + 1]
    source.keep_lines([*range(start), *range(end + 1, len(lines))])
    if not source.lines:
        source.lines, source.origin = [""], [end + 1]
    return meta, line_numbers, problems


def _clean_value(value: Any) -> tuple[Any, bool]:
    """Return a value without the characters that no text has, and whether there were any: an escape in quotes can spell them."""
    if isinstance(value, str):
        cleaned = FORBIDDEN.sub("", value)
        return cleaned, cleaned != value
    if isinstance(value, list):
        entries = [_clean_value(entry) for entry in value]
        return [entry for entry, _ in entries], any(changed for _, changed in entries)
    if isinstance(value, dict):
        pairs = [(_clean_value(key), _clean_value(entry)) for key, entry in value.items()]
        return {key[0]: entry[0] for key, entry in pairs}, any(key[1] or entry[1] for key, entry in pairs)
    return value, False


def _read_first_line(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).split("\n", 1)[0][:_LONGEST_REASON]


def _make_problem(line: int, message: str) -> Problem:
    return Problem(line, "error", "front-matter", message, "Write `key: value` lines between two --- lines.")


def _build_meta(loaded: dict[Any, Any], line: int) -> tuple[Meta, list[Problem]]:
    problems: list[Problem] = []

    def text(key: str, default: str = "") -> str:
        value = loaded.get(key)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            problems.append(_make_problem(line, f"“{key}” in the front matter should be plain text."))
            return default
        return " ".join(_format_scalar(value).split())

    return (
        Meta(
            title=text("title"),
            level=text("level"),
            language=text("language") or text("lang"),
            description=text("description"),
            author=_join_names(loaded.get("author", loaded.get("authors"))),
            tags=_list_words(loaded.get("tags")),
            pronunciations=_read_pairs(
                loaded.get("pronunciations"), "pronunciations", "written: spoken", problems, line
            ),
            synonyms=_read_groups(loaded.get("synonyms")),
            extra=tuple((str(k), _dump_inline(v)) for k, v in loaded.items() if k not in _KNOWN_KEYS),
            renamed=_read_pairs(loaded.get("renamed"), "renamed", "old-id: new-id", problems, line),
            engine_pronunciations=_read_engine_pairs(loaded.get("pronunciations")),
        ),
        problems,
    )


def _join_names(value: Any) -> str:
    """Return an author or a list of them, plain or with a `name`, as one text."""
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        return ", ".join(name for part in value if (name := _join_names(part)))
    return "" if value is None else " ".join(_format_scalar(value).split())


def _format_scalar(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)


def _list_words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(w for v in value if not isinstance(v, (dict, list)) and (w := " ".join(_format_scalar(v).split())))


def _read_pairs(value: Any, key: str, form: str, problems: list[Problem], line: int) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        problems.append(_make_problem(line, f"“{key}” in the front matter should be `{form}` lines."))
        return ()
    plain = {k: v.get(ANY_ENGINE) if isinstance(v, dict) else v for k, v in value.items()}
    return tuple(
        (_format_scalar(k).strip(), _format_scalar(v).strip())
        for k, v in plain.items()
        if v is not None and not isinstance(v, (dict, list))
    )


def _read_engine_pairs(value: Any) -> tuple[tuple[str, str, str], ...]:
    """Return (engine, spelling, spoken form) for each respelling that is for one speech engine."""
    if not isinstance(value, dict):
        return ()
    return tuple(
        (_format_scalar(engine).strip(), _format_scalar(spelling).strip(), _format_scalar(spoken).strip())
        for spelling, by_engine in value.items()
        if isinstance(by_engine, dict)
        for engine, spoken in by_engine.items()
        if engine != ANY_ENGINE and spoken is not None and not isinstance(spoken, (dict, list))
    )


def _read_groups(value: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(group for v in value if (group := _list_words(v))) if isinstance(value, list) else ()


def _dump_inline(value: Any) -> str:
    return (
        str(yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=_UNFOLDED))
        .removesuffix("...\n")
        .strip()
    )


def _write_pronunciations(meta: Meta) -> dict[str, Any]:
    """Return the respellings as they are written, those for one engine below their word."""
    result: dict[str, Any] = dict(meta.pronunciations)
    for engine, spelling, spoken in meta.engine_pronunciations:
        by_engine = result.get(spelling)
        if not isinstance(by_engine, dict):
            by_engine = result[spelling] = {} if by_engine is None else {ANY_ENGINE: by_engine}
        by_engine[engine] = spoken
    return result


def write_front_matter(meta: Meta, *, with_language: bool = False) -> str:
    """Return the front matter as YAML, "" where there is nothing to say.

    English is written only `with_language`: without front matter a text is taken to be in the language that its words are.
    """
    data: dict[str, Any] = {}
    for key in ("title", "level", "description", "author"):
        if value := getattr(meta, key):
            data[key] = value
    if meta.language != "en" or with_language:
        data["language"] = meta.language
    if meta.tags:
        data["tags"] = list(meta.tags)
    if respellings := _write_pronunciations(meta):
        data["pronunciations"] = respellings
    if meta.synonyms:
        data["synonyms"] = [list(g) for g in meta.synonyms]
    if meta.renamed:
        data["renamed"] = dict(meta.renamed)
    body = str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_UNFOLDED)) if data else ""
    extra = "".join(
        f"{yaml.safe_dump(k, width=_UNFOLDED).removesuffix(chr(10)).removesuffix('...').strip()}: {v}\n"
        for k, v in meta.extra
    )
    return f"---\n{body}{extra}---\n" if body or extra else ""
