"""An expected no. Its words may be read by the person who is refused."""


class Refused(Exception):
    """Somebody may not do this now. Subclasses stand beside the function that raises them."""

    code = "refused"

    def __init__(self, say: object) -> None:
        super().__init__(say)
        self.say = say

    def __str__(self) -> str:
        return str(self.say)
