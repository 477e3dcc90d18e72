"""People by area and day: read from files, checked, and asked for by whoever works out a rate."""

from boundaries.population.reading import Headcount, population_on

__all__ = ["Headcount", "population_on"]
