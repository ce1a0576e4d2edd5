"""The player's script, one file made from its modules."""

from __future__ import annotations

import re
from collections import Counter

from replay.player import bundle


def test_every_module_is_in_the_bundle_after_those_it_imports() -> None:
    files = {path.stem for path in bundle.HERE.glob("*.js")}
    assert files == set(bundle.MODULES)
    for place, name in enumerate(bundle.MODULES):
        text = (bundle.HERE / f"{name}.js").read_text("utf-8")
        imported = set(re.findall(r'from "\./(\w+)\.js"', text))
        assert text.count("import ") == len(imported)
        assert imported <= set(bundle.MODULES[:place]) | {name}, f"{name}.js comes before what it imports"


def test_no_two_modules_declare_the_same_name() -> None:
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", bundle.plain(), re.MULTILINE)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_the_module_has_one_default_export_and_no_imports() -> None:
    text = bundle.module().decode()
    assert text.count("export ") == 1 and text.rstrip().endswith("export default mount;")
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_it_makes_no_markup_from_text() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", bundle.plain())


def test_the_version_is_that_of_the_text() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", bundle.version())
