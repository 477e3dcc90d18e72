"""What templates of figures ask for."""
