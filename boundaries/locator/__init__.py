"""From a point to the areas that hold it: one meaning, two speeds."""
