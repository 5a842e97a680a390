"""ping, ip, ifconfig, route, ss, netstat, hostname: what the pod's own network looks like.

Models: busybox networking/ping.c; iputils ping.c; iproute2 ip and ss
"""

from __future__ import annotations

import re
from ipaddress import ip_interface

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.tools.reach import addresses, dial
from playground.cluster.containers.shell.wishes import Outcome, Sleep, Talk

ANY = "0.0.0.0"  # noqa: S104  (as it is shown)
_ENDLESS = 5
"""So many echo requests go out where nobody says how many; then it is as if Ctrl-C were pressed."""


def ping(call: Call) -> Talk[int]:
    options = call.options("c:W:w:i:s:qnI:t:46")
    if not options.words:
        call.err("ping: usage error: Destination address required\n" if call.version == "iputils" else "Usage: ping [OPTIONS] HOST\n")
        return 2 if call.version == "iputils" else 1
    host = options.words[0]
    found = yield from addresses(call, host)
    if not found.addresses:
        if call.version == "iputils":
            return call.fail(f"{host}: Name or service not known", 2)
        return call.fail(f"bad address '{host}'")
    address = found.addresses[0]
    count = int(options.number("-c", default=_ENDLESS))
    wait, interval = options.number("-W", default=10.0), options.number("-i", default=1.0)
    quiet = options.has("-q")
    iputils = call.version == "iputils"
    call.out(f"PING {host} ({address}) 56(84) bytes of data.\n" if iputils else f"PING {host} ({address}): 56 data bytes\n")
    received = errors = 0
    began = call.machine.clock.now
    for number in range(count):
        dialled = yield from dial(call, address, 0, "ICMP", patience=0)
        if dialled.outcome is Outcome.ANSWERED:
            received += 1
            if not quiet:
                call.out(
                    f"64 bytes from {address}: icmp_seq={number + 1} ttl=62 time=0.100 ms\n"
                    if iputils
                    else f"64 bytes from {address}: seq={number} ttl=62 time=0.100 ms\n"
                )
        elif dialled.outcome is not Outcome.SILENT:
            errors += 1
            if iputils and not quiet:
                call.out(f"From {dialled.source or address} icmp_seq={number + 1} Destination Port Unreachable\n")
        if number < count - 1:
            yield Sleep(interval)
        elif dialled.outcome is Outcome.SILENT:
            yield Sleep(wait)
    if not options.has("-c"):
        call.out("^C")
    lost = round(100 * (count - received) / count) if count else 0
    took = round((call.machine.clock.now - began) * 1000)
    call.out(f"\n--- {host} ping statistics ---\n")
    if iputils:
        more = f"+{errors} errors, " if errors else ""
        call.out(f"{count} packets transmitted, {received} received, {more}{lost}% packet loss, time {took}ms\n")
        call.out("rtt min/avg/max/mdev = 0.100/0.100/0.100/0.000 ms\n" if received else "\n")
    else:
        call.out(f"{count} packets transmitted, {received} packets received, {lost}% packet loss\n")
        call.out("round-trip min/avg/max = 0.100/0.100/0.100 ms\n" if received else "")
    return int(not received)


def hostname(call: Call) -> int:
    machine = call.machine
    words = [word for word in call.args if not word.startswith("-")]
    if words:
        return call.fail("sethostname: Operation not permitted")
    letters = "".join(word[1:] for word in call.args if word.startswith("-") and not word.startswith("--"))
    letters += "".join({"--fqdn": "f", "--ip-address": "i", "--all-ip-addresses": "I", "--short": "s", "--domain": "d"}.get(word, "") for word in call.args)
    own = [one.partition("/")[0] for interface in machine.interfaces if interface.name != "lo" for one in interface.addresses]
    if "i" in letters:
        call.out(own[0] + "\n" if own else "127.0.0.1\n")
    elif "I" in letters:
        if machine.toolbox.shell == "ash":
            return call.fail("unrecognized option: I")
        call.out(" ".join(own) + " \n")
    elif "f" in letters:
        call.out(f"{machine.hostname}.{machine.domain}\n" if machine.domain else f"{machine.hostname}\n")
    elif "d" in letters:
        call.out(machine.domain + "\n" if machine.domain else "")
    elif "s" in letters:
        call.out(machine.hostname.partition(".")[0] + "\n")
    else:
        call.out(machine.hostname + "\n")
    return 0


# -- ip


def ip(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    flags = [word for word in call.args if word.startswith("-")]
    family = 4 if "-4" in flags else 6 if "-6" in flags else 0
    brief = any(flag.startswith("-br") for flag in flags)
    subject = words[0] if words else ""
    if subject and "address".startswith(subject):
        return _ip_address(call, words[1:], family, brief)
    if subject and "route".startswith(subject):
        return _ip_route(call, words[1:])
    if subject and "link".startswith(subject):
        return _ip_address(call, words[1:], -1, brief)
    if subject and "neighbour".startswith(subject):
        return 0
    if subject:
        call.err(f'Object "{subject}" is unknown, try "ip help".\n')
        return 1
    call.err("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n")
    return 255


def _ip_address(call: Call, words: list[str], family: int, brief: bool) -> int:
    wanted = [word for word in words if word not in ("show", "list", "ls", "dev")]
    found = [(number, one) for number, one in enumerate(call.machine.interfaces, 1) if not wanted or one.name in wanted]
    if not found:
        call.err(f'Device "{wanted[0]}" does not exist.\n')
        return 1
    for number, interface in found:
        kept = [one for one in interface.addresses if family == 0 or (ip_interface(one).version == family)]
        loop = interface.name == "lo"
        if brief:
            call.out(f"{interface.name + ('' if loop else '@if7'):<16} {'UNKNOWN' if loop else 'UP':<14} {' '.join(kept)} \n")
            continue
        name = interface.name if loop else f"{interface.name}@if7"
        flags = "<LOOPBACK,UP,LOWER_UP>" if loop else "<BROADCAST,MULTICAST,UP,LOWER_UP>"
        state = "UNKNOWN" if loop else "UP"
        call.out(f"{number}: {name}: {flags} mtu {65536 if loop else 1500} qdisc noqueue state {state} group default qlen 1000\n")
        if family in (0, -1):
            link = "loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00" if loop else f"ether {_mac(interface.addresses)} brd ff:ff:ff:ff:ff:ff link-netnsid 0"
            call.out(f"    link/{link}\n")
        for address in kept if family >= 0 else ():
            six = ":" in address
            scope = "host" if loop else "global"
            brd = "" if six or loop else f" brd {ip_interface(address).network.broadcast_address}"
            call.out(f"    inet{'6' if six else ''} {address}{brd} scope {scope}{'' if six else ' ' + interface.name}\n")
            call.out("       valid_lft forever preferred_lft forever\n")
    return 0


def _mac(addresses: tuple[str, ...]) -> str:
    four = next((one.partition("/")[0] for one in addresses if ":" not in one), ANY)
    return "0a:58:" + ":".join(f"{int(part):02x}" for part in four.split("."))


def _ip_route(call: Call, words: list[str]) -> int:
    machine = call.machine
    eth = next((one for one in machine.interfaces if one.name != "lo"), None)
    if eth is None:
        return 0
    four = next((one for one in eth.addresses if ":" not in one), "")
    if words[:1] == ["get"] and len(words) > 1:
        call.out(f"{words[1]} via {machine.gateway} dev {eth.name} src {four.partition('/')[0]} uid 0 \n    cache \n")
        return 0
    if machine.gateway:
        call.out(f"default via {machine.gateway} dev {eth.name} \n")
    if four and not four.endswith("/32"):
        call.out(f"{ip_interface(four).network} dev {eth.name} proto kernel scope link src {four.partition('/')[0]} \n")
    return 0


def ifconfig(call: Call) -> int:
    for interface in sorted(call.machine.interfaces, key=lambda one: one.name == "lo"):
        loop = interface.name == "lo"
        hardware = "Link encap:Local Loopback" if loop else f"Link encap:Ethernet  HWaddr {_mac(interface.addresses).upper()}"
        call.out(f"{interface.name:<9} {hardware}  \n")
        for address in interface.addresses:
            plain = ip_interface(address)
            if plain.version == 4:
                more = "" if loop else f"  Bcast:{plain.network.broadcast_address}"
                call.out(f"          inet addr:{plain.ip}{more}  Mask:{plain.netmask}\n")
            else:
                call.out(f"          inet6 addr: {address} Scope:{'Host' if loop else 'Global'}\n")
        flags = "UP LOOPBACK RUNNING  MTU:65536" if loop else "UP BROADCAST RUNNING MULTICAST  MTU:1500"
        call.out(f"          {flags}  Metric:1\n\n")
    return 0


def route(call: Call) -> int:
    eth = next((one for one in call.machine.interfaces if one.name != "lo"), None)
    call.out("Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n")
    if eth and call.machine.gateway:
        call.out(f"{ANY:<15} {call.machine.gateway:<15} {ANY:<15} UG    0      0        0 {eth.name}\n")
    return 0


# -- sockets


def ss(call: Call) -> int:
    letters = "".join(word[1:] for word in call.args if re.fullmatch(r"-[a-zA-Z0-9]+", word))
    expression = " ".join(word for word in call.args if not word.startswith("-"))
    rows = _sockets(call, letters, expression)
    if not set(letters) & set("al"):
        rows = []
    both = ("t" in letters) == ("u" in letters)
    head = f"{'State':<7}{'Recv-Q':<7}{'Send-Q':<7}{'Local Address:Port':>21} {'Peer Address:Port':>18}"
    call.out((f"{'Netid':<6}" if both else "") + head + (" Process" if "p" in letters else "") + "\n")
    for protocol, local, port, program in rows:
        state = "LISTEN" if protocol == "tcp" else "UNCONN"
        shown = f"{state:<7}{0:<7}{511 if protocol == 'tcp' else 0:<7}{f'{local}:{port}':>21} {'*:*' if local == '*' else '0.0.0.0:*':>18}"
        call.out((f"{protocol:<6}" if both else "") + shown + (f' users:(("{program}",pid=1,fd=6))' if "p" in letters else "") + "\n")
    return 0


def netstat(call: Call) -> int:
    letters = "".join(word[1:] for word in call.args if re.fullmatch(r"-[a-zA-Z0-9]+", word))
    call.out(f"Active Internet connections ({'only servers' if 'l' in letters else 'w/o servers'})\n")
    call.out(f"{'Proto':<6}{'Recv-Q':>6} {'Send-Q':>6} {'Local Address':<23} {'Foreign Address':<23} {'State':<11}")
    call.out(" PID/Program name\n" if "p" in letters else "\n")
    for protocol, local, port, program in _sockets(call, letters, "") if set(letters) & set("la") else ():
        state = "LISTEN" if protocol == "tcp" else ""
        shown = local if local != "*" else "::"
        call.out(f"{protocol:<6}{0:>6} {0:>6} {f'{shown}:{port}':<23} {(ANY if local != '*' else '::') + ':*':<23} {state:<11}")
        call.out(f" 1/{program}\n" if "p" in letters else "\n")
    return 0


def _sockets(call: Call, letters: str, expression: str) -> list[tuple[str, str, int, str]]:
    wanted = {"tcp": "t" in letters, "udp": "u" in letters}
    if not any(wanted.values()):
        wanted = dict.fromkeys(wanted, True)
    port = re.search(r"sport\s*=\s*:?(\d+)", expression)
    out = []
    for one in call.machine.listeners():
        protocol = one.protocol.lower()
        if not wanted.get(protocol) or (port and int(port[1]) != one.port):
            continue
        program = one.program or (call.machine.processes[0].split()[0].rpartition("/")[2].rstrip(":") if call.machine.processes else "-")
        out.append((protocol, one.bind if one.only_local else ANY, one.port, program))
    return out
