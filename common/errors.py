"""How the portal says no: a stable code for programs, a sentence for people."""


class Refusal(Exception):
    """A request that a rule refuses.

    `code` is stable and goes into the API; `message` is a (lazy) sentence in the reader's
    language that says what would work instead; `extra` travels with the answer.
    """

    def __init__(self, code: str, message, *, status: int = 422, **extra):
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra

    def __str__(self) -> str:
        return str(self.message)
