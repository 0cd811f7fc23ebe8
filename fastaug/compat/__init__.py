"""Other libraries' names for what fastaug does: code written for them runs after a change of its import."""
