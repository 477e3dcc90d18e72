"""Open data: what everybody may take along whole, every night anew, with what it means and what it leaves out."""
