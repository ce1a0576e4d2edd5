"""What several processes behind one port are told."""

from __future__ import annotations

import configparser
import re
import socket
import sys
from pathlib import Path

import pytest

from server import workers

FOLDER = Path("/tmp/rehearsal")


@pytest.mark.parametrize(
    ("address", "bind"),
    [
        ("0.0.0.0", None),
        ("", None),
        ("10.0.0.5", "bind 10.0.0.5"),
        ("localhost", "bind 127.0.0.1"),
    ],
)
def test_the_proxy_listens_where_it_was_told_and_keeps_a_browser_at_its_worker(address: str, bind: str | None) -> None:
    text = workers.write_caddyfile(FOLDER, address, 8501, (9001, 9002), "/learn")
    assert "http://:8501 {" in text and "reverse_proxy 127.0.0.1:9001 127.0.0.1:9002 {" in text
    assert "health_uri /learn/_stcore/health" in text and "admin off" in text and "flush_interval -1" in text
    assert ("bind" in text) is (bind is not None) and (bind or "") in text
    policy = re.search(r"lb_policy cookie (\S+) ([0-9a-f]{32})\n", text)
    assert policy is not None and policy[1] == workers.COOKIE
    # The secret by which a cookie names its worker is another one at each start.
    assert policy[2] not in workers.write_caddyfile(FOLDER, address, 8501, (9001,), "")


def test_supervisord_starts_every_worker_on_its_port_and_the_proxy() -> None:
    text = workers.write_supervisor(FOLDER, Path("/opt/50%/caddy"), (9001, 9002, 9003))
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    assert parser["group:rehearsal"]["programs"] == "worker-1,worker-2,worker-3"
    for number, port in enumerate((9001, 9002, 9003), start=1):
        program = parser[f"program:worker-{number}"]
        assert f"--port {port}" in program["command"] and "--host 127.0.0.1" in program["command"]
        assert program["command"].startswith(f'"{sys.executable}" -m uvicorn app:app')
        assert program["autorestart"] == "true"
    proxy = parser["program:proxy"]
    assert proxy["command"].startswith('"/opt/50%%/caddy" run') and "/tmp/rehearsal/Caddyfile" in proxy["command"]
    # Together they end within the ten seconds that a service manager waits.
    stops = [int(parser[name]["stopwaitsecs"]) for name in ("program:proxy", "program:worker-1")]
    assert sum(stops) <= 10


def test_free_ports_are_all_different_and_a_taken_one_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ports = workers.find_free_ports(5)
    assert len(set(ports)) == 5
    caddy = tmp_path / "caddy"
    caddy.touch()
    monkeypatch.setattr(workers, "find_caddy", lambda: caddy)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(sys, "argv", ["server", "--workers", "2", "--port", str(taken.getsockname()[1])])
        assert workers.main() == 2
    assert re.match(
        r"Port \d+ of 127.0.0.1 cannot be used: .*\. Choose another with PORT=…\.\n", capsys.readouterr().err
    )


def test_a_supervisor_that_is_not_installed_is_told_with_the_way_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers, "find_caddy", lambda: tmp_path / "caddy")
    monkeypatch.setitem(sys.modules, "supervisor", None)  # importing it raises ImportError
    monkeypatch.setattr(sys, "argv", ["server"])
    assert workers.main() == 2
    assert "pip install -r requirements-workers.txt" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "65"])
def test_no_workers_or_too_many_are_refused(
    count: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["server", "--workers", count])
    assert workers.main() == 2
    assert capsys.readouterr().err == f"{count} workers cannot be started. Choose between 1 and 64.\n"
