"""How the areas of two editions follow one another: by law, by ground, by lists of codes."""
