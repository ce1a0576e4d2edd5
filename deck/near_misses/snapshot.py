"""A document as it was before its notations were rewritten, for looks at what was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from deck.markdown.fences import find_fences
from deck.markdown.source import Source


@dataclass(slots=True)
class Snapshot:
    """Lines and the source lines they stem from. Problems go to the source; one a line is enough."""

    source: Source
    lines: tuple[str, ...]
    origin: tuple[int, ...]
    fenced: frozenset[int]
    reported: set[int] = field(default_factory=set)

    @classmethod
    def take(cls, source: Source) -> Snapshot:
        """Return a copy of the lines as they are now."""
        fenced = frozenset(i for fence in find_fences(source.lines) for i in range(fence.first, fence.last + 1))
        return cls(source, tuple(source.lines), tuple(source.origin), fenced)

    def report(self, index: int, code: str, message: str, remedy: str, *, fix: str = "") -> None:
        """Record a warning at a line, unless a look has reported that line already."""
        if index in self.reported:
            return
        self.reported.add(index)
        self.source.report_line(self.origin[index], "warning", code, message, remedy, fix=fix)
