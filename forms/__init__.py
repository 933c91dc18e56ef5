"""Where the forms are sent, and the local endpoint that stands in for a provider; imports no other folder."""
