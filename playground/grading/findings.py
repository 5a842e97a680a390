"""What the linter says, and the codes that it says it with. A code never changes its meaning."""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, str] = {
    # format
    "E100": "a file of the format is missing",
    "E101": "the YAML can't be read",
    "E102": "the schema is violated",
    "E110": "two labs have one id",
    # references
    "E201": "there is no solution",
    "E202": "the kind of the lab does not allow this",
    "E204": "a name leads nowhere",
    "E206": "a hint is neither text nor solution, or both",
    "E207": "a hint shows the solution for nothing",
    "E208": "a graded step has no probe",
    "E209": "a check is in no step",
    "E210": "a mistake has no diagnosis",
    "E211": "a check has neither probe nor object, or both",
    "E214": "nothing is expected",
    "E215": "an expectation is unknown",
    "E216": "an expectation has the wrong shape",
    "E217": "the editor has no such file",
    "E218": "a prediction does not say its answer",
    "E221": "a parameter is not used",
    "E222": "a parameter's value is not safe",
    "E223": "nothing uses a file",
    "E224": "an expectation does not fit its probe",
    "E225": "the grader's limits are passed",
    "E230": "a link leads nowhere",
    "E240": "a live block can't stand here",
    # the world
    "E301": "the world is refused",
    "E302": "the lab can't be played",
    "E310": "the manifests of a live block are refused",
    "E311": "a live block can't be played",
    "E312": "the question of a live block ends otherwise",
    # what was played
    "E401": "a solution is refused",
    "E402": "a solution does not score full",
    "E403": "the starter passes",
    "E404": "a mistake is refused",
    "E405": "a mistake passes",
    "E406": "a mistake gets another diagnosis",
    "E407": "a prediction can't be played",
    "E408": "a prediction's answer is wrong",
    "E410": "a quoted command fails",
    "E411": "a quoted command prints something else",
    "E501": "too many mutants survive",
    "E502": "a survivor that is allowed does not survive",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`lab.yaml:12:5: E204 ...; did you mean "client"?`. Lines and columns count from 1."""

    file: str
    line: int
    code: str
    message: str
    suggestion: str = ""
    column: int = 1

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"
        return f"{text}; did you mean {self.suggestion!r}?" if self.suggestion else text
