"""What is wrong with a file as a whole, told to whoever chose it."""


class TableError(ValueError):
    """A file that is no table as it is expected; the message is for whoever chose the file."""


class MappingError(ValueError):
    """A mapping that fits neither the file nor the fields; the message is for whoever wrote it."""
