"""What the Dockerfile and compose.yaml say holds here too: no container engine is needed to see that it fits."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_it_runs_as_an_ordinary_user_with_its_data_in_a_volume() -> None:
    stage = DOCKERFILE.split("FROM ")[-1]
    assert re.search(r"^USER rehearsal$", stage, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", stage, re.MULTILINE)
    assert "REHEARSAL_DATA=/data" in stage
    assert stage.index("USER rehearsal") < stage.index("CMD")
    assert "--require-hashes" in DOCKERFILE


def test_what_is_left_out_of_the_image_is_not_needed_to_run() -> None:
    left_out = {line.strip() for line in (ROOT / ".dockerignore").read_text().splitlines() if line.strip()}
    assert {"tests", "data", ".git", ".venv"} <= left_out
    needed = {"app.py", "content", "deck", "pages", "server", "services", "static", "store", "ui", ".streamlit"}
    assert not left_out & needed


def test_compose_asks_for_nothing_it_does_not_need() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    [service] = compose["services"].values()
    assert service["cap_drop"] == ["ALL"] and service["read_only"] is True
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "data:/data" in service["volumes"] and "data" in compose["volumes"]
    assert not service.get("privileged")


def test_the_image_brings_what_replicas_need() -> None:
    for name in ("requirements.txt", "requirements-objects.txt", "requirements-workers.txt"):
        assert f"-r {name}" in DOCKERFILE
    assert "postgresql-client" in DOCKERFILE  # pg_dump and pg_restore, for backups
