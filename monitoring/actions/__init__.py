"""What people do in monitoring: each verb whole or not at all, with one row of history."""
