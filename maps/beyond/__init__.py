"""How many reports no map shows: told to everybody, as finely as nobody is given away by it."""
