"""From a file of boundaries to checked areas, step by step; nothing here writes to the database but `writing`.

sources    which files and layers, refused early when they are not what they claim
reading    their features in batches, whatever the format
profiles   which column means what, for each known publisher
georeference  any CRS to longitude and latitude, refused when the coordinates contradict it
repair     valid two-dimensional multipolygons, measured before and after
names, codes  Kemendagri codes, completed by name against the official register
topology   overlaps, gaps, children outside their parent
generalise outlines for maps
report     what was found: the same object on a dry run and on a commit
pipeline   the order of these steps
writing    the rows of an edition
"""
