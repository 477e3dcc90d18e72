"""Into what a map's figures are classed: fixed breaks, colours that everybody tells apart, and words for each class."""
