"""What GIS programs read straight from here: the public layers as a Web Feature Service (WFS 2.0)."""
