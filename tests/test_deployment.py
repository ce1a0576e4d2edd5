"""What compose.scale.yaml and deploy/kubernetes say fits the program: settings, ports, paths, times; secrets are references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from server.routes import health
from server.workers import list_uvicorn_arguments
from services.configuration import SETTINGS, load_configuration

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "deploy" / "kubernetes"
FILES = sorted(FOLDER.glob("*.yaml"))
PORT = 8501
STOP_SECONDS = 10  # a replica has ended within this: tests/server/test_stopping.py
# Names whose values nobody may read in a file: passwords, keys, and addresses that hold one.
SECRET_NAME = re.compile(r"PASSWORD|SECRET|ACCESS_KEY|_KEY$")
# A reference to the environment that refuses to start without a value.
REFERENCE = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.scale.yaml").read_text())
REPLICAS = {name: service for name, service in COMPOSE["services"].items() if name.startswith("replica-")}


def list_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the file's name and each object in it."""
    for path in FILES:
        for document in yaml.safe_load_all(path.read_text()):
            yield path.name, document


def get_object(kind: str) -> dict[str, Any]:
    """Return the first object of a kind."""
    return next(document for _, document in list_documents() if document["kind"] == kind)


DEPLOYMENT = get_object("Deployment")
POD = DEPLOYMENT["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]


def list_container_variables() -> dict[str, Any]:
    """Return what Kubernetes puts into a replica's environment; a mapping stands for a reference."""
    return {**get_object("ConfigMap")["data"], **{one["name"]: one["valueFrom"] for one in CONTAINER["env"]}}


def test_every_setting_is_one() -> None:
    offered = {setting.name for setting in SETTINGS}
    used = set(list_container_variables()).union(*(one["environment"] for one in REPLICAS.values()))
    named = {name for name in used if name.startswith("REHEARSAL_")}
    assert {"REHEARSAL_DATABASE", "REHEARSAL_OBJECTS", "REHEARSAL_URL"} <= named <= offered


def test_the_program_takes_the_values() -> None:
    plain = {name: value for name, value in list_container_variables().items() if isinstance(value, str)}
    found = load_configuration({**plain, "REHEARSAL_OIDC_CLIENT_SECRET": "x", "REHEARSAL_DATABASE": "postgresql://h/d"})
    assert found.objects == "s3://rehearsal/production" and found.login is not None and found.public is not None
    for replica in REPLICAS.values():
        given = {name: value for name, value in replica["environment"].items() if "$" not in value}
        assert load_configuration(given).database == "postgresql://rehearsal@postgres/rehearsal"


def test_secrets_are_references() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if SECRET_NAME.search(name) or name in ("MINIO_ROOT_USER", "AWS_ACCESS_KEY_ID"):
                assert REFERENCE.fullmatch(value), name
            assert not re.search(r"://[^/@]*:[^/@]*@", value), name
    for name, value in list_container_variables().items():
        if SECRET_NAME.search(name) or name == "REHEARSAL_DATABASE":
            assert set(value) == {"secretKeyRef"}, name
    examples = {document["metadata"]["name"]: document["stringData"] for _, document in list_secrets()}
    assert all("CHANGE-ME" in value for values in examples.values() for value in values.values())
    for reference in (one["valueFrom"]["secretKeyRef"] for one in CONTAINER["env"]):
        assert reference["key"] in examples[reference["name"]]


def list_secrets() -> list[tuple[str, dict[str, Any]]]:
    """Return the secrets, with the file each stands in."""
    found = [(name, document) for name, document in list_documents() if document["kind"] == "Secret"]
    assert {name for name, _ in found} == {"secret.example.yaml"}
    return found


def test_three_replicas_are_started_as_what_stands_behind_a_proxy() -> None:
    expected = ["uvicorn", *list_uvicorn_arguments("0.0.0.0", PORT)]
    for command in [*(replica["command"] for replica in REPLICAS.values()), CONTAINER["args"]]:
        assert " ".join(command).replace("=", " ").split() == expected
    assert len(REPLICAS) == DEPLOYMENT["spec"]["replicas"] == 3
    assert set(re.findall(r"server (replica-\d):(\d+)", NGINX)) == {(name, str(PORT)) for name in REPLICAS}
    assert set(COMPOSE["services"]["proxy"]["depends_on"]) == set(REPLICAS)
    volumes = [next(v for v in replica["volumes"] if v.endswith(":/data")) for replica in REPLICAS.values()]
    assert len(set(volumes)) == 3  # a folder is one replica's own


def test_ports_and_paths_agree() -> None:
    routes = {route.path for route in health.routes}
    probes = {name: CONTAINER[f"{name}Probe"] for name in ("startup", "liveness", "readiness")}
    assert {probe["httpGet"]["path"] for probe in probes.values()} == routes == {"/healthz", "/readyz"}
    assert probes["readiness"]["httpGet"]["path"] == "/readyz"
    [port] = CONTAINER["ports"]
    assert port["containerPort"] == PORT
    assert {probe["httpGet"]["port"] for probe in probes.values()} == {port["name"]}
    [service_port] = get_object("Service")["spec"]["ports"]
    assert service_port["targetPort"] == port["name"]
    backend = get_object("Ingress")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == get_object("Service")["metadata"]["name"]
    assert backend["port"]["name"] == service_port["name"]
    labels = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
    assert get_object("Service")["spec"]["selector"] == labels
    assert get_object("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8080:8080"] and "listen 8080;" in NGINX


def test_the_same_cookie_keeps_a_browser_at_its_replica() -> None:
    sticky = "traefik.ingress.kubernetes.io/service.sticky.cookie"
    annotations = get_object("Service")["metadata"]["annotations"]
    assert annotations[sticky] == "true" and f"$cookie_{annotations[sticky + '.name']}" in NGINX


def test_an_update_takes_nobody_away_too_early() -> None:
    rolling = DEPLOYMENT["spec"]["strategy"]["rollingUpdate"]
    assert rolling["maxUnavailable"] == 0 and rolling["maxSurge"] >= 1
    wait = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["terminationGracePeriodSeconds"] >= wait + STOP_SECONDS
    for replica in REPLICAS.values():
        assert int(replica["stop_grace_period"].removesuffix("s")) >= STOP_SECONDS
    # PostgreSQL may be away for half a minute before visitors are sent elsewhere, and for minutes before programs are ended.
    readiness, liveness = CONTAINER["readinessProbe"], CONTAINER["livenessProbe"]
    assert readiness["periodSeconds"] * readiness["failureThreshold"] >= 30
    assert liveness["periodSeconds"] * liveness["failureThreshold"] >= 300


def test_replicas_may_do_no_more_than_they_need() -> None:
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"] is True
    assert CONTAINER["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert {mount["mountPath"] for mount in CONTAINER["volumeMounts"]} == {"/data", "/tmp"}
    user = re.search(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text())
    assert user is not None and POD["securityContext"]["runAsUser"] == int(user[1])
    for replica in REPLICAS.values():
        assert replica["cap_drop"] == ["ALL"] and replica["read_only"] is True


def test_what_compose_starts_waits_for_what_it_needs() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for name, wait in service.get("depends_on", {}).items():
            checked = "healthcheck" in services[name] or name in REPLICAS  # the image brings a replica's
            assert wait["condition"] == "service_completed_successfully" or checked
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_kustomize_takes_every_file_but_the_example() -> None:
    taken = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert {*taken, "kustomization.yaml", "secret.example.yaml"} == {path.name for path in FILES}
