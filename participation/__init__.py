"""What people and agencies say to each other beside the single case: consultations, stories, answers for everybody."""
