"""Action plans (Renaksi): their figures, who may do what, and their pages."""
