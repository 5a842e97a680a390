"""What Kubernetes' own conformance tests ask of names: probe pods that write what they found where a web server shows it."""

from __future__ import annotations

import itertools

import pytest

from tests.kubeapi.suite import AGNHOST, AT_ONCE, Json, Space, Suite

SPACE = ("dns",)

IMAGES = {"agnhost": AGNHOST, "jessie": "registry.k8s.io/e2e-test-images/glibc-dns-testing:2.0.0"}
HTTP = [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 0}]


_number = itertools.count()


def _loop(who: str, names: list[str], hosts: list[str], reverse: str) -> tuple[str, list[str]]:
    """(the command of a prober, the files that it writes)"""
    text, files = "for i in `seq 1 600`; do ", []

    def check(flag: str, question: str, file: str) -> str:
        files.append(file)
        return f'check="$$(dig {flag} +noall +answer +search {question})" && test -n "$$check" && echo OK > /results/{file};'

    for name in names:
        question = f"{name} SRV" if name.startswith("_") else f"{name} A"
        text += check("+notcp", question, f"{who}_udp@{name}") + check("+tcp", question, f"{who}_tcp@{name}")
    for name in hosts:
        files.append(f"{who}_hosts@{name}")
        text += f'test -n "$$(getent hosts {name})" && echo OK > /results/{who}_hosts@{name};'
    if reverse:
        pointer = ".".join(reversed(reverse.split("."))) + ".in-addr.arpa. PTR"
        text += check("+notcp", pointer, f"{reverse}_udp@PTR") + check("+tcp", pointer, f"{reverse}_tcp@PTR")
    return text + "sleep 1; done", files


def _probe(space: Space, commands: dict[str, str], hostname: str, subdomain: str, labels: dict[str, str] | None) -> str:
    name = f"dns-test-{next(_number)}"
    mounts = [{"name": "results", "mountPath": "/results"}]
    web = {"name": "webserver", "image": AGNHOST, "args": ["test-webserver"], "volumeMounts": mounts, "imagePullPolicy": "IfNotPresent", "resources": {}, "securityContext": {}}
    queriers = [{"name": f"{who}-querier", "image": IMAGES[who], "command": ["sh", "-c", text], "args": ["pause"], "volumeMounts": mounts, "resources": {}} for who, text in commands.items()]
    space.pod(name, labels=labels, containers=[web, *queriers], volumes=[{"name": "results", "emptyDir": {}}], hostname=hostname, subdomain=subdomain)
    space.running(name)
    return name


def _content(space: Space, pod: str, file: str) -> str | None:
    found = space.suite.session.get(f"{space.suite.url}{space.core}/pods/{pod}/proxy/results/{file}", timeout=20)
    return found.text if found.ok else None


def _all_found(space: Space, pod: str, files: list[str]) -> None:
    """Where one is missing yet, the logs of all containers are read."""

    def met() -> bool:
        missing = [file for file in files if _content(space, pod, file) is None]
        for container in space.read(pod)["spec"]["containers"] if missing else ():
            logs = space.suite.session.get(f"{space.suite.url}{space.core}/pods/{pod}/log?container={container['name']}&previous=false", timeout=20)
            assert logs.status_code == 200, logs.text
        return not missing

    space.suite.wait(met, 600)
    space.delete(f"pods/{pod}", AT_ONCE)
    space.suite("GET", f"{space.core}/pods/{pod}", code=404)


def _resolves(space: Space, names: list[str], hosts: list[str], reverse: str = "", labels: dict[str, str] | None = None, hostname: str = "dns-querier-1", subdomain: str = "dns-test-service") -> None:
    commands, files = {}, []
    for who in IMAGES:
        commands[who], written = _loop(who, names, hosts, reverse)
        files += written
    _all_found(space, _probe(space, commands, hostname, subdomain, labels), files)


def test_the_cluster_has_a_name(space: Space) -> None:
    _resolves(space, ["kubernetes.default.svc.cluster.local"], [])


def test_a_pod_finds_itself_in_its_hosts_file(space: Space) -> None:
    _resolves(space, [], [f"dns-querier-1.dns-test-service.{space.name}.svc.cluster.local", "dns-querier-1"])


def _two_services(space: Space) -> Json:
    selector = {"dns-test": "true"}
    space.service("dns-test-service", clusterIP="None", selector=selector, ports=HTTP)
    return space.service("test-service-2", selector=selector, ports=HTTP)


def test_services_have_addresses_ports_and_a_name_for_the_address(space: Space) -> None:
    address = _two_services(space)["spec"]["clusterIP"]
    whole = f"{space.name}.svc.cluster.local"
    _resolves(space, [f"dns-test-service.{whole}", f"_http._tcp.dns-test-service.{whole}", f"_http._tcp.test-service-2.{whole}"], [], address, {"dns-test": "true"})
    space.delete("services/test-service-2")
    space.delete("services/dns-test-service")


def test_parts_of_names_are_enough(space: Space) -> None:
    address, own = _two_services(space)["spec"]["clusterIP"], space.name
    names = ["dns-test-service", f"dns-test-service.{own}", f"dns-test-service.{own}.svc", f"_http._tcp.dns-test-service.{own}.svc", f"_http._tcp.test-service-2.{own}.svc"]
    _resolves(space, names, [], address, {"dns-test": "true"})


@pytest.mark.parametrize("by", ["hostname", "subdomain"])
def test_a_pod_has_a_name_below_its_headless_service(space: Space, by: str) -> None:
    labels = {f"dns-test-{by}-attribute": "true"}
    space.service("dns-test-service-2", clusterIP="None", selector=labels, ports=HTTP)
    service = f"dns-test-service-2.{space.name}.svc.cluster.local"
    whole = f"dns-querier-2.{service}"
    names, hosts = ([], [whole, "dns-querier-2"]) if by == "hostname" else ([whole, service], [])
    _resolves(space, names, hosts, labels=labels, hostname="dns-querier-2", subdomain="dns-test-service-2")


def test_an_alias_changes_and_becomes_an_address(suite: Suite, space: Space) -> None:
    name, path = f"dns-test-service-3.{space.name}.svc.cluster.local", f"{space.core}/services/dns-test-service-3"
    space.service("dns-test-service-3", type="ExternalName", externalName="foo.example.com")

    def asked(type_: str, expected: str) -> None:
        commands = {who: f"for i in `seq 1 30`; do dig +short {name} {type_} > /results/{who}_udp@{name}; sleep 1; done" for who in IMAGES}
        pod = _probe(space, commands, "dns-querier-1", "dns-test-service", None)
        suite.wait(lambda: all((_content(space, pod, f"{who}_udp@{name}") or "").strip() == expected for who in IMAGES), 600)
        space.delete(f"pods/{pod}", AT_ONCE)

    def update(**changes: object) -> Json:
        found = suite("GET", path)
        return suite("PUT", path, {**found, "spec": {**found["spec"], **changes}})

    asked("CNAME", "foo.example.com.")
    update(externalName="bar.example.com")
    asked("CNAME", "bar.example.com.")
    changed = update(type="ClusterIP", ports=HTTP)
    assert changed["spec"]["clusterIP"]
    asked("A", changed["spec"]["clusterIP"])
    space.delete("services/dns-test-service-3")


def test_a_pod_asks_the_server_that_it_says(space: Space) -> None:
    space.synced("e2e-dns-utils", dnsPolicy="None", dnsConfig={"nameservers": ["1.1.1.1"], "searches": ["resolv.conf.local"]})
    for command, expected in (("dns-suffix", "resolv.conf.local"), ("dns-server-list", "1.1.1.1")):
        done = space.run("e2e-dns-utils", "/agnhost", command)
        assert expected in done.out
        assert (done.err, done.code) == ("", 0)
