"""What a workspace says instead of doing what was asked."""


class Refused(Exception):
    """Understood and not possible; `code` is one of docs/protocol.md's."""

    def __init__(self, text: str, code: str = "refused") -> None:
        super().__init__(text)
        self.code = code
