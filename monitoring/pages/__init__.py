"""The pages of /pemantauan/: how well complaints are handled, from the nation down to the case."""
