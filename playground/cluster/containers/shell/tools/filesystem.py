"""ls, mkdir, touch, rm, cp, mv, find, stat: the container's files.

Models: GNU coreutils; busybox coreutils
"""

from __future__ import annotations

from datetime import UTC, datetime

from playground.cluster.containers.shell.call import Call, Options, Usage
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.patterns import pattern


def ls(call: Call) -> int:
    options = call.options("la1hRtrdFS", ["color=", "all"])
    files, code = call.machine.files, 0
    words = options.words or ["."]
    shown: list[str] = []
    directories: list[str] = []
    for word in words:
        path = call.shell.path(word)
        if not files.exists(path):
            said = f"{word}: No such file or directory" if call.machine.toolbox.shell == "ash" else f"cannot access '{word}': No such file or directory"
            code = call.fail(said, 1 if call.machine.toolbox.shell == "ash" else 2)
        elif files.is_directory(path) and not options.has("-d"):
            directories.append(word)
        else:
            shown.append(word)
    for word in shown:
        call.out(_entry(call, call.shell.path(word), word, options) + "\n")
    for number, word in enumerate(directories):
        if len(words) > 1:
            call.out(f"{chr(10) if number or shown else ''}{word}:\n")
        path = call.shell.path(word)
        names = files.entries(path)
        if options.has("-a", "--all"):
            names = [".", "..", *names]
        else:
            names = [name for name in names if not name.startswith(".")]
        if options.has("-l"):
            call.out(f"total {4 * len(names)}\n")
        call.out("".join(_entry(call, f"{path.rstrip('/')}/{name}", name, options) + "\n" for name in names))
    return code


def _entry(call: Call, path: str, name: str, options: Options) -> str:
    if not options.has("-l"):
        return name
    directory = name in (".", "..") or call.machine.files.is_directory(path)
    size = 4096 if directory else len(call.machine.files.read(path).encode())
    when = datetime.fromtimestamp(call.machine.clock.now, UTC).strftime("%b %e %H:%M")
    mode, links = ("drwxr-xr-x", 2) if directory else ("-rw-r--r--", 1)
    return f"{mode}    {links} root     root     {size:>9} {when} {name}"


def mkdir(call: Call) -> int:
    options = call.options("pm:v", ["parents", "mode="])
    if not options.words:
        raise Usage("missing operand")
    code = 0
    for word in options.words:
        try:
            call.machine.files.make_directory(call.shell.path(word), options.has("-p", "--parents"))
        except FileProblem as problem:
            can = f"can't create directory '{word}'" if call.machine.toolbox.shell == "ash" else f"cannot create directory '{word}'"
            code = call.fail(f"{can}: {problem}")
    return code


def touch(call: Call) -> int:
    options = call.options("acmd:t:r:")
    code = 0
    for word in options.words:
        try:
            call.machine.files.write(call.shell.path(word), "", append=True)
        except FileProblem as problem:
            code = call.fail(f"{word}: {problem}" if call.machine.toolbox.shell == "ash" else f"cannot touch '{word}': {problem}")
    return code


def rm(call: Call) -> int:
    options = call.options("rRfiv")
    files, code = call.machine.files, 0
    for word in options.words:
        path = call.shell.path(word)
        try:
            if files.is_directory(path) and not options.has("-r", "-R"):
                said = f"'{word}' is a directory" if call.machine.toolbox.shell == "ash" else f"cannot remove '{word}': Is a directory"
                code = call.fail(said)
            else:
                files.remove(path)
        except FileProblem as problem:
            if not options.has("-f"):
                said = f"can't remove '{word}'" if call.machine.toolbox.shell == "ash" else f"cannot remove '{word}'"
                code = call.fail(f"{said}: {problem}")
    return code


def rmdir(call: Call) -> int:
    code = 0
    for word in call.args:
        path = call.shell.path(word)
        if call.machine.files.entries(path):
            code = call.fail(f"'{word}': Directory not empty")
        else:
            call.machine.files.remove(path)
    return code


def cp(call: Call) -> int:
    return _copied(call, moves=False)


def mv(call: Call) -> int:
    return _copied(call, moves=True)


def _copied(call: Call, *, moves: bool) -> int:
    options = call.options("rRafpvTn")
    if len(options.words) < 2:
        raise Usage("missing file operand")
    *sources, target = options.words
    files = call.machine.files
    for word in sources:
        source, end = call.shell.path(word), call.shell.path(target)
        if files.is_directory(end):
            end = f"{end.rstrip('/')}/{source.rpartition('/')[2]}"
        try:
            files.write(end, files.read(source))
            if moves:
                files.remove(source)
        except FileProblem as problem:
            can = "can't" if call.machine.toolbox.shell == "ash" else "cannot"
            return call.fail(f"{can} stat '{word}': {problem}")
    return 0


def find(call: Call) -> int:
    words = list(call.args)
    roots = []
    while words and not words[0].startswith(("-", "(", "!")):
        roots.append(words.pop(0))
    name = words[words.index("-name") + 1] if "-name" in words[:-1] else "*"
    kind = words[words.index("-type") + 1] if "-type" in words[:-1] else ""
    wanted = pattern(name)
    for root in roots or ["."]:
        for path in _walk(call, root):
            directory = call.machine.files.is_directory(call.shell.path(path))
            if wanted.fullmatch(path.rstrip("/").rpartition("/")[2]) and kind in ("", "d" if directory else "f"):
                call.out(path + "\n")
    return 0


def _walk(call: Call, path: str) -> list[str]:
    call.shell.budget.step()
    out = [path]
    absolute = call.shell.path(path)
    if call.machine.files.is_directory(absolute):
        for name in call.machine.files.entries(absolute):
            out += _walk(call, f"{path.rstrip('/')}/{name}")
    return out


def stat(call: Call) -> int:
    for word in [one for one in call.args if not one.startswith("-")]:
        path = call.shell.path(word)
        if not call.machine.files.exists(path):
            return call.fail(f"can't stat '{word}': No such file or directory" if call.machine.toolbox.shell == "ash" else f"cannot statx '{word}': No such file or directory")
        directory = call.machine.files.is_directory(path)
        size = 4096 if directory else len(call.machine.files.read(path).encode())
        call.out(f"  File: {word}\n  Size: {size}\t{'directory' if directory else 'regular file'}\n")
    return 0


def pwd(call: Call) -> int:
    call.out(call.shell.directory + "\n")
    return 0


def readlink(call: Call) -> int:
    for word in [one for one in call.args if not one.startswith("-")]:
        call.out(call.shell.path(word) + "\n")
    return 0


def mktemp(call: Call) -> int:
    name = "/tmp/tmp.aBcDeF" + str(len(call.machine.files.entries("/tmp")))  # noqa: S108  (the container's)
    if "-d" in call.args:
        call.machine.files.make_directory(name)
    else:
        call.machine.files.write(name, "")
    call.out(name + "\n")
    return 0
