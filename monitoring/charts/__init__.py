"""Charts of figures: defined once with Altair (Vega-Lite), drawn by the server as SVG for pages and for paper alike.

A page needs no script for them, and each stands beside a table of the same figures.
"""
