"""What keeps abuse out: who is shut out, what is held back until a person has read it, what the public objects to."""
