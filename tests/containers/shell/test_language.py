"""The language: what scripts print and how they end."""

from __future__ import annotations

import pytest

from playground.cluster.containers.shell.grammar import BadSyntax, parse
from tests.containers.shell.world import sh

PRINTS = [
    # words and quoting
    ("echo a  'b  c' \"d  e\"", "a b  c d  e\n"),
    ("echo if then done; echo in", "if then done\nin\n"),
    ("echo a#b # a comment", "a#b\n"),
    ("x='a b'; echo $x; echo \"$x\"; echo '$x' \\$x", "a b\na b\n$x $x\n"),
    ("x='a   b'; echo $x \"$x\"", "a b a   b\n"),
    ("set -- 'a b' c; echo $# \"$1\"; for i in \"$@\"; do echo \"<$i>\"; done; for i in $*; do echo $i; done", "2 a b\n<a b>\n<c>\na\nb\nc\n"),
    ("e=; echo a $e b; echo a \"$e\" b", "a b\na  b\n"),
    ("echo \"${none:-a b}\" ${x:=y} $x ${x:+set} ${#x}", "a b y y set 1\n"),
    ("f=a/b/c.tar.gz; echo ${f##*/} ${f#*/} ${f%.*} ${f%%.*}", "c.tar.gz b/c.tar.gz a/b/c.tar a/b/c\n"),
    ("echo $(echo a; echo b) `echo c` \"$(printf 'd\\ne')\"", "a b c d\ne\n"),
    ("echo \"$(echo \"$(echo deep)\")\"", "deep\n"),
    ("echo $((1 + 2 * (3 - 1))) $((7 / 2)) $((-7 % 3)) $((1 == 1 && 0))", "5 3 -1 0\n"),
    ("i=3; i=$((i+1)); echo $i; : $((i += 2)); echo $i; echo $((i > 5 ? 1 : 2))", "4\n6\n1\n"),
    ("cd /tmp; touch a1 a2 b; echo a* \"a*\" z*", "a1 a2 a* z*\n"),
    ("echo ~ ~/x", "/root /root/x\n"),
    # lists and pipelines
    ("true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n"),
    ("! true; echo $?; ! false; echo $?; false; echo $?", "1\n0\n1\n"),
    ("echo b a | tr ' ' '\\n' | sort", "a\nb\n"),
    ("false | true; echo $?; set -o pipefail; false | true; echo $?", "0\n1\n"),
    ("x=1; echo 2 | read x; echo $x; (x=3); echo $x; { x=4; }; echo $x", "1\n1\n4\n"),
    # compound commands
    ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
    ("for i in $(seq 0 15); do echo; done | wc -l", "16\n"),
    ("for i in `seq 1 5`; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", "1\n3\n"),
    ("for i in 1 2; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done", "11\n21\n"),
    ("i=3; while [ $i -gt 0 ]; do echo $i; i=$((i-1)); done", "3\n2\n1\n"),
    ("until false; do echo once; break; done", "once\n"),
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
    ("if ! grep -q x /etc/hosts\nthen\n  echo none\nfi", "none\n"),
    ("case web-1 in db*) echo db;; web*|x) echo web;; *) echo other;; esac", "web\n"),
    ("f() { echo \"$1 of $#\"; return 3; }; f a b; echo $?", "a of 2\n3\n"),
    ("printf '1 a\\n2 b\\n' | while read -r n w; do echo \"$w$n\"; done", "a1\nb2\n"),
    ("while read l; do echo \"<$l>\"; done < /etc/hosts", "<127.0.0.1\tlocalhost>\n<10.244.1.5\tclient>\n"),
    # redirections
    ("echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f", "a\nb\n"),
    ("ls /none > /tmp/f 2>&1; wc -l < /tmp/f", "1\n"),
    ("ls /none 2>/dev/null || echo gone", "gone\n"),
    ("x=1; cat <<EOF\nx is $x\nEOF\necho after", "x is 1\nafter\n"),
    ("cat <<'EOF'\nx is $x\nEOF", "x is $x\n"),
    ("{ echo a; echo b >&2; } 2>/dev/null", "a\n"),
    # builtins
    ("a=1 env | grep ^a=; echo \"<$a>\"", "a=1\n<>\n"),
    ("x=5; export x; sh -c 'echo $x'", "5\n"),
    ("sh -c 'echo $0 $1 $#' name arg", "name arg 1\n"),
    ("eval 'echo a; echo b'", "a\nb\n"),
    ("[ -n a ] && [ -z '' ] && [ 2 -lt 10 ] && [ a != b ] && [ -f /etc/hosts ] && [ -d /tmp ] && echo all", "all\n"),
    ("test -n \"$(echo x)\" && echo OK > /results/x; cat /results/x", "OK\n"),
    ("set -e; false || true; echo on; false; echo never", "on\n"),
    ("(exit 4); echo $?; exit 0; echo never", "4\n"),
    ("command -v curl; type cd; which nope || echo missing", "/usr/bin/curl\ncd is a shell builtin\nmissing\n"),
    ("shift 2>/dev/null || echo none; set -- a b; shift; echo $1", "none\nb\n"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "printed"), PRINTS, ids=[script for script, _ in PRINTS])
def test_a_script_prints(script: str, printed: str) -> None:
    ran = sh(script)
    assert (ran.out, ran.err) == (printed, "")


def test_bash_has_double_brackets_braces_and_arithmetic_commands() -> None:
    ran = sh("bash -c '[[ web-1 == web* && -n x ]] && echo {1..3} {a,b}x; i=1; (( i++ )); echo $i; [[ a1 =~ [0-9] ]] && echo digit'")
    assert ran.out == "1 2 3 ax bx\n2\ndigit\n"
    assert sh("echo {1..3}").out == "{1..3}\n"


def test_tracing_shows_commands_with_their_words_on_standard_error() -> None:
    ran = sh("sh -x -c 'echo hostName; x=\"a b\"; echo \"$x\"'")
    assert ran.out == "hostName\na b\n"
    assert ran.err == "+ echo hostName\n+ x='a b'\n+ echo 'a b'\n"


# -- how scripts end


@pytest.mark.parametrize(
    ("script", "image", "code", "said"),
    [
        ("exit 7", "busybox", 7, ""),
        ("nope", "busybox", 127, "sh: nope: not found\n"),
        ("nope", "debian", 127, "sh: 1: nope: not found\n"),
        ("bash -c nope", "nicolaka/netshoot", 127, "bash: line 1: nope: command not found\n"),
        ("/bin/nope", "busybox", 127, "sh: /bin/nope: not found\n"),
        ("done", "busybox", 2, 'sh: syntax error: unexpected "done"\n'),
        ("echo )", "debian", 2, 'sh: 1: Syntax error: ")" unexpected\n'),
        ("while true; do echo", "busybox", 2, 'sh: syntax error: unexpected end of file (expecting "done")\n'),
        ("echo 'a", "busybox", 2, "sh: syntax error: unterminated quoted string\n"),
        ("cat < /none", "busybox", 1, "sh: can't open /none: no such file\n"),
        ("echo a > /none/x", "busybox", 1, "sh: can't create /none/x: nonexistent directory\n"),
        ("echo a > /etc/hosts", "busybox", 1, "sh: can't create /etc/hosts: Read-only file system\n"),
        ("cd /none", "busybox", 1, "sh: cd: can't cd to /none: No such file or directory\n"),
        ("cd /none", "debian", 2, "sh: 1: cd: can't cd to /none\n"),
        ("set -u; echo $none", "busybox", 2, "sh: none: parameter not set\n"),
        ("echo ${none:?is needed}", "busybox", 2, "sh: none: is needed\n"),
        ("echo $((1/0))", "busybox", 2, "sh: divide by zero\n"),
        ("[ a -eq 1 ]", "busybox", 2, "sh: a: bad number\n"),
        ("curl web", "busybox", 127, "sh: curl: not found\n"),
        ("dig web", "nginx", 127, "sh: 1: dig: not found\n"),
    ],
)
def test_a_script_fails_as_in_its_image(script: str, image: str, code: int, said: str) -> None:
    ran = sh(script, image)
    assert (ran.code, ran.err, ran.out) == (code, said, "")


@pytest.mark.parametrize("text", ["if true; then", "echo 'abc", 'echo "abc', "for i in 1 2; do", "a &&", "echo $(date", "x() {", "echo `a"])
def test_a_terminal_asks_for_more_lines_after(text: str) -> None:
    with pytest.raises(BadSyntax) as problem:
        parse(text)
    assert problem.value.incomplete


@pytest.mark.parametrize("text", ["echo )", "done", "a | | b", "if true; done", "for 1 in a; do b; done", "&& a", ";; a"])
def test_no_more_lines_help_after(text: str) -> None:
    with pytest.raises(BadSyntax) as problem:
        parse(text)
    assert not problem.value.incomplete


# -- nothing goes on for ever


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("while true; do :; done", "stopped after 20000 commands\n"),
        ("while true; do sleep 60; done", "stopped after 4 hours of simulated time\n"),
        ("yes $(seq 100)", "stopped after 1 MiB of output\n"),
        ("f() { f; }; f", "stopped at 60 functions within each other\n"),
        ("sleep infinity", "stopped after 4 hours of simulated time\n"),
        ("while true; do curl -s web >/dev/null; done", "stopped after 20000 commands\n"),
        ("x=aaaaaaaaaa; while true; do x=$x$x; done", "stopped at a text of more than 1 MiB\n"),
        ("seq 20000 | tr -d '\\n' | grep '.*a.*b.*c'", "stopped after 20000 commands\n"),
        ("x=$(seq 3000); case $x in *a*a*a*a*b) echo yes;; esac", "stopped after 20000 commands\n"),
    ],
)
def test_what_would_go_on_for_ever_is_stopped(script: str, said: str) -> None:
    ran = sh(script)
    assert ran.err.endswith(said)
    assert ran.code == 137


def test_endless_output_ends_when_head_has_enough() -> None:
    assert sh("while true; do echo x; sleep 1; done | head -3").out == "x\nx\nx\n"
    assert sh("yes | head -n 2 | wc -l").out == "2\n"


# -- time


@pytest.mark.parametrize(
    ("script", "printed", "seconds"),
    [
        ("date +%H:%M:%S; sleep 90; date +%H:%M:%S", "00:00:00\n00:01:30\n", 90),
        ("sleep 5 & sleep 3 & wait; echo done", "done\n", 5),
        ("(sleep 2; echo later) & echo first; wait", "first\nlater\n", 2),
        ("(sleep 2; echo later) & sleep 1; echo first; sleep 5", "first\nlater\n", 6),
        ("sleep 1m", "", 60),
        ("timeout 3 sleep 10; echo $?", "143\n", 3),
        ("timeout 3 echo ok; echo $?", "ok\n0\n", 0),
        ("sleep 100 & kill $!; wait; echo $?", "0\n", 0),
        ("curl -s --max-time 3 slow; echo $?", "28\n", 3),
        ("for i in 1 2 3; do sleep 1; done", "", 3),
    ],
)
def test_time_is_logical(script: str, printed: str, seconds: float) -> None:
    ran = sh(script)
    assert (ran.out, ran.seconds) == (printed, seconds)


def test_gnu_timeout_ends_with_124() -> None:
    assert sh("timeout 3 sleep 10", "debian").code == 124
