"""Every simulated program by its name. Which of them an image holds: shell/toolbox.py."""

from __future__ import annotations

from playground.cluster.containers.shell.call import Call, Tool
from playground.cluster.containers.shell.conditions import BadTest, evaluate
from playground.cluster.containers.shell.tools import databases, filesystem, match, network, system, text, words
from playground.cluster.containers.shell.tools.agnhost import agnhost
from playground.cluster.containers.shell.tools.awk import awk
from playground.cluster.containers.shell.tools.curl import curl
from playground.cluster.containers.shell.tools.dig import dig, host
from playground.cluster.containers.shell.tools.netcat import nc, telnet
from playground.cluster.containers.shell.tools.nslookup import getent, nslookup
from playground.cluster.containers.shell.tools.wget import wget


def _true(call: Call) -> int:
    return 0


def _false(call: Call) -> int:
    return 1


def _test(call: Call) -> int:
    try:
        return int(not evaluate(call.args[:-1] if call.name == "[" else call.args, call.shell))
    except BadTest as problem:
        return call.fail(str(problem), 2)


TOOLS: dict[str, Tool] = {
    # asking others
    "curl": curl,
    "wget": wget,
    **dict.fromkeys(("nc", "ncat", "netcat"), nc),
    "telnet": telnet,
    "dig": dig,
    "host": host,
    "nslookup": nslookup,
    "getent": getent,
    **dict.fromkeys(("ping", "ping6"), network.ping),
    **dict.fromkeys(("agnhost", "agnhost-2"), agnhost),
    **dict.fromkeys(("redis-cli", "valkey-cli"), databases.redis_cli),
    "pg_isready": databases.pg_isready,
    **dict.fromkeys(("mysqladmin", "mariadb-admin"), databases.mysqladmin),
    # the pod's network
    "hostname": network.hostname,
    "ip": network.ip,
    "ifconfig": network.ifconfig,
    "route": network.route,
    "ss": network.ss,
    "netstat": network.netstat,
    # lines of text
    "cat": text.cat,
    "head": text.head,
    "tail": text.tail,
    "wc": text.wc,
    "sort": text.sort,
    "uniq": text.uniq,
    "cut": text.cut,
    "tr": text.tr,
    "tee": text.tee,
    "rev": text.rev,
    "tac": text.tac,
    "paste": text.paste,
    "base64": text.base64_,
    **dict.fromkeys(("grep", "egrep", "fgrep"), match.grep),
    "sed": match.sed,
    "awk": awk,
    # their own words
    "echo": words.echo,
    "printf": words.printf,
    "seq": words.seq,
    "expr": words.expr,
    "basename": words.basename,
    "dirname": words.dirname,
    "xargs": words.xargs,
    "which": words.which,
    "busybox": words.busybox,
    "true": _true,
    "false": _false,
    **dict.fromkeys(("test", "["), _test),
    # the system
    "env": system.env,
    "printenv": system.printenv,
    "sleep": system.sleep,
    "timeout": system.timeout,
    "time": system.time,
    "watch": system.watch,
    "date": system.date,
    "uname": system.uname,
    "whoami": system.whoami,
    "id": system.id_,
    "ps": system.ps,
    "nproc": system.nproc,
    "uptime": system.uptime,
    "yes": system.yes,
    **dict.fromkeys(("sh", "ash", "bash", "dash", "zsh"), system.sh),
    **dict.fromkeys(("chmod", "chown", "clear", "kill", "ln"), system.nothing),
    **dict.fromkeys(("apk", "apt-get"), system.installer),
    # files
    "ls": filesystem.ls,
    "mkdir": filesystem.mkdir,
    "touch": filesystem.touch,
    "rm": filesystem.rm,
    "rmdir": filesystem.rmdir,
    "cp": filesystem.cp,
    "mv": filesystem.mv,
    "find": filesystem.find,
    "stat": filesystem.stat,
    "pwd": filesystem.pwd,
    **dict.fromkeys(("readlink", "realpath"), filesystem.readlink),
    "mktemp": filesystem.mktemp,
}
