"""The pages under /titik-rawan/: a folium map of one layer, its legend, its table, and what it says in words."""
