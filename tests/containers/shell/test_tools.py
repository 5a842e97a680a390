"""The tools that work on text, words, files and the clock: exact outputs and exit codes."""

from __future__ import annotations

import pytest

from tests.containers.shell.world import sh

LINES = "b 2\na 10\nb 1\nc 3\n"

FILTERS = [
    ("cat", LINES),
    ("head -n 2", "b 2\na 10\n"),
    ("head -1", "b 2\n"),
    ("head -c 3", "b 2"),
    ("head -n -3", "b 2\n"),
    ("tail -n 1", "c 3\n"),
    ("tail -n +3", "b 1\nc 3\n"),
    ("wc -l", "4\n"),
    ("wc -w", "8\n"),
    ("sort", "a 10\nb 1\nb 2\nc 3\n"),
    ("sort -r", "c 3\nb 2\nb 1\na 10\n"),
    ("sort -k2 -n", "b 1\nb 2\nc 3\na 10\n"),
    ("sort -t' ' -k1,1 -u", "a 10\nb 2\nc 3\n"),
    ("cut -d' ' -f1", "b\na\nb\nc\n"),
    ("cut -c1,3", "b2\na1\nb1\nc3\n"),
    ("cut -d' ' -f1 | sort | uniq", "a\nb\nc\n"),
    ("cut -d' ' -f1 | sort | uniq -c | sort -rn | head -1", "      2 b\n"),
    ("cut -d' ' -f1 | sort | uniq -d", "b\n"),
    ("tr a-z A-Z", "B 2\nA 10\nB 1\nC 3\n"),
    ("tr -d '0-9 '", "b\na\nb\nc\n"),
    ("tr '\\n' ,", "b 2,a 10,b 1,c 3,"),
    ("tr -s b | tr -dc 'b\\n' ", "b\n\nb\n\n"),
    ("grep b", "b 2\nb 1\n"),
    ("grep -v b", "a 10\nc 3\n"),
    ("grep -c b", "2\n"),
    ("grep -n '^b'", "1:b 2\n3:b 1\n"),
    ("grep -i -E 'A|C'", "a 10\nc 3\n"),
    ("grep -o '[0-9]*$'", "2\n10\n1\n3\n"),
    ("grep 'a\\|c'", "a 10\nc 3\n"),
    ("grep -w 1", "b 1\n"),
    ("grep -A1 a", "a 10\nb 1\n"),
    ("sed s/b/x/", "x 2\na 10\nx 1\nc 3\n"),
    ("sed 's/\\([a-z]\\) \\([0-9]*\\)/\\2-\\1/'", "2-b\n10-a\n1-b\n3-c\n"),
    ("sed -n 2p", "a 10\n"),
    ("sed -n '/a/,/c/p'", "a 10\nb 1\nc 3\n"),
    ("sed -e 1d -e '$d'", "a 10\nb 1\n"),
    ("sed -E 's#([0-9])+#<&>#g'", "b <2>\na <10>\nb <1>\nc <3>\n"),
    ("awk '{print $2}'", "2\n10\n1\n3\n"),
    ("awk '$2 > 1 {print $1 \"=\" $2}'", "b=2\na=10\nc=3\n"),
    ("awk '{s += $2} END {print s, NR}'", "16 4\n"),
    ("awk '/b/ {n++} END {print n}'", "2\n"),
    ("awk -F' ' 'NR==1 {printf \"%s:%d\\n\", $1, $2}'", "b:2\n"),
    ("awk '{c[$1]++} END {for (k in c) print k, c[k]}' | sort", "a 1\nb 2\nc 1\n"),
    ("awk 'NF'", LINES),
    ("awk '{print $NF}' | tail -1", "3\n"),
    ("xargs -n2 echo", "b 2\na 10\nb 1\nc 3\n"),
    ("cut -d' ' -f1 | xargs -I{} echo '<{}>'", "<b>\n<a>\n<b>\n<c>\n"),
    ("tee /tmp/copy | wc -l; wc -l < /tmp/copy", "4\n4\n"),
    ("rev | head -1", "2 b\n"),
    ("tac | head -1", "c 3\n"),
    ("paste -s -d,", "b 2,a 10,b 1,c 3\n"),
    ("base64", "YiAyCmEgMTAKYiAxCmMgMwo=\n"),
    ("base64 | base64 -d", LINES),
]  # fmt: skip


@pytest.mark.parametrize(("script", "printed"), FILTERS, ids=[script for script, _ in FILTERS])
def test_a_filter_of_lines(script: str, printed: str) -> None:
    ran = sh(script, stdin=LINES)
    assert (ran.out, ran.err) == (printed, "")


COMMANDS = [
    ("seq 3", "1\n2\n3\n"),
    ("seq 2 2 6", "2\n4\n6\n"),
    ("seq 3 -1 1", "3\n2\n1\n"),
    ("seq -w 8 10", "08\n09\n10\n"),
    ("seq -s, 3", "1,2,3\n"),
    ("seq 3 1", ""),
    ("expr 2 + 3 '*' 4", "14\n"),
    ("expr 7 '>' 5", "1\n"),
    ("basename /a/b.txt .txt; dirname /a/b.txt; dirname a", "b\n/a\n.\n"),
    ("echo -n a; echo -e 'b\\tc'; echo 'd\\te'", "ab\tc\nd\\te\n"),
    ("printf '%s-%03d\\n' a 7 b 8", "a-007\nb-008\n"),
    ("printf '%-5s|%5s|\\n' ab cd", "ab   |   cd|\n"),
    ("printf hello", "hello"),
    ("env | grep HOME; printenv HOME; env -i", "HOME=/root\n/root\n"),
    ("env A=1 sh -c 'echo $A'", "1\n"),
    ("hostname; hostname -i; hostname -s", "client\n10.244.1.5\nclient\n"),
    ("whoami; id -u; uname; nproc", "root\n0\nLinux\n2\n"),
    ("date -u +%Y-%m-%d; date +%s; date", "2026-01-01\n1767225600\nThu Jan  1 00:00:00 UTC 2026\n"),
    ("date -d @0 +%F", "1970-01-01\n"),
    ("pwd; cd /etc; pwd; cd ..; pwd; cd - ", "/\n/etc\n/\n/etc\n"),
    ("cat /etc/resolv.conf | head -1", "search shop.svc.cluster.local svc.cluster.local cluster.local\n"),
    ("ls /etc", "hosts\nresolv.conf\n"),
    ("cd /tmp; mkdir -p a/b; touch a/b/f; ls a; ls -a a/b; find . -name f", "b\n.\n..\nf\n./a/b/f\n"),
    ("cd /tmp; echo 1 > f; cp f g; mv g h; cat h; rm f; ls; rm -f none; rm -r h; ls", "1\nh\n"),
    ("ps | tail -n +2 | head -1", "    1 root      0:00 sleep infinity\n"),
    ("ss -tln | tail -n +2", "LISTEN 0      511             0.0.0.0:8080          0.0.0.0:*\n"),
    ("ss -ant46 'sport = :80' | tail -n +2 | grep LISTEN; echo $?", "1\n"),
    ("netstat -tln | tail -1", "tcp        0      0 0.0.0.0:8080            0.0.0.0:*               LISTEN     \n"),
    ("ip -4 addr show eth0 | grep inet", "    inet 10.244.1.5/24 brd 10.244.1.255 scope global eth0\n"),
    ("ip route", "default via 10.244.1.1 dev eth0 \n10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.5 \n"),
    ("ifconfig eth0 | grep 'inet addr' | head -1", "          inet addr:10.244.1.5  Bcast:10.244.1.255  Mask:255.255.255.0\n"),
    ("which curl sh; busybox echo hi", "/usr/bin/curl\n/usr/bin/sh\nhi\n"),
    ("mktemp > /dev/null && ls /tmp | wc -l", "1\n"),
    ("timeout 1 true && echo ok", "ok\n"),
    ("[ $(uptime | wc -l) = 1 ] && echo one", "one\n"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "printed"), COMMANDS, ids=[script for script, _ in COMMANDS])
def test_a_command(script: str, printed: str) -> None:
    ran = sh(script)
    assert (ran.out, ran.err) == (printed, "")


@pytest.mark.parametrize(
    ("script", "image", "code", "said"),
    [
        ("grep x /etc/hosts", "busybox", 1, ""),
        ("grep -q localhost /etc/hosts", "busybox", 0, ""),
        ("grep '(a*)*b' -E /etc/hosts", "busybox", 2, "grep: regex '(a*)*b' is too complex for the playground\n"),
        ("cat /none", "busybox", 1, "cat: can't open '/none': No such file or directory\n"),
        ("cat /none", "nginx", 1, "cat: /none: No such file or directory\n"),
        ("cat /etc", "nginx", 1, "cat: /etc: Is a directory\n"),
        ("ls /none", "busybox", 1, "ls: /none: No such file or directory\n"),
        ("ls /none", "nginx", 2, "ls: cannot access '/none': No such file or directory\n"),
        ("rm /none", "busybox", 1, "rm: can't remove '/none': No such file or directory\n"),
        ("rm /tmp", "nginx", 1, "rm: cannot remove '/tmp': Is a directory\n"),
        ("mkdir /a/b", "nginx", 1, "mkdir: cannot create directory '/a/b': No such file or directory\n"),
        ("touch /etc/hosts", "busybox", 1, "touch: /etc/hosts: Read-only file system\n"),
        ("sleep x", "busybox", 1, "sleep: invalid number 'x'\n"),
        ("expr 1 - 1 >/dev/null", "busybox", 1, ""),
        ("which nope", "busybox", 1, ""),
        ("timeout 1 nope", "debian", 127, "sh: 1: nope: not found\n"),
        ("hostname x", "busybox", 1, "hostname: sethostname: Operation not permitted\n"),
        ("getent hosts nope", "nginx", 2, ""),
        ("head -z", "busybox", 1, "head: invalid option -- 'z'\n"),
    ],
)
def test_a_command_fails(script: str, image: str, code: int, said: str) -> None:
    ran = sh(script, image)
    assert (ran.code, ran.err) == (code, said)
