"""What keeps the program from its work and can be mended outside of it."""


class Trouble(Exception):
    """A cause that an operator can mend; its text is one sentence that says what is wrong and what to do."""
