"""What people do to consultations, stories and answers: one function with a verb for each thing."""
