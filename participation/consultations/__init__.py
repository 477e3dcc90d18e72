"""Public consultations: their forms and pages."""
