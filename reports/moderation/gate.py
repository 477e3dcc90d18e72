"""What a filing passes before it is taken in: nobody shut out, not too many from one address, telephone or e-mail."""

from reports.actions.submit import Identity
from reports.moderation.blocking import Kind, Sender, refuse_blocked
from reports.throttle import Limit, TooManyAttemptsError, submissions

# People file for their neighbours; programs that invent names seldom invent telephones.
PER_CONTACT = Limit("submissions-contact", 10, 24 * 3600)


class Admission:
    """One filing counted against its limits, and taken back where it came to nothing."""

    def __init__(self, address: str, identity: Identity) -> None:
        """Remember who sends; nothing is counted yet. No `address`: of a partner, whose key has a limit of its own."""
        self.sender = Sender(address, identity.phone, identity.email)
        self._charged: list[tuple[Limit, str]] = []

    def charge(self) -> None:
        """Let the filing in.

        Raises
        ------
        SenderBlockedError
            The sender is shut out.
        TooManyAttemptsError
            One of the limits is reached; nothing is counted then.
        """
        refuse_blocked(self.sender)
        subjects = [(submissions(), self.sender.address)] if self.sender.address else []
        subjects += [(PER_CONTACT, f"{kind}:{v}") for kind, v in self.sender.known_by() if kind != Kind.ADDRESS]
        try:
            for limit, subject in subjects:
                limit.charge(subject)
                self._charged.append((limit, subject))
        except TooManyAttemptsError:
            self.refund()
            raise

    def refund(self) -> None:
        """Take the count back: the filing was a repetition, or failed."""
        while self._charged:
            limit, subject = self._charged.pop()
            limit.refund(subject)
