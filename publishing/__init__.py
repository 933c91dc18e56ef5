"""What puts the checked site live: one transaction, and what undoes and explains it."""
